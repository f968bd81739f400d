package web

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// reference is the document as a person reads it.
type reference struct {
	Title, Version, Description string
	Groups                      []referenceGroup
	Types                       []referenceType
}

type referenceGroup struct {
	Name, Description string
	Operations        []referenceOperation
}

type referenceOperation struct {
	ID, Method, Path, Summary, Description string
	Open                                   bool
	Parameters                             []referenceField
	Body                                   string // name of a type
	Answers                                []referenceAnswer
}

type referenceAnswer struct{ Status, Meaning, Type string }

type referenceType struct {
	Name   string
	Fields []referenceField
}

type referenceField struct {
	Name, Type, Target, About string
	Required                  bool
}

// renderReference is the page of /docs: the document in HTML that needs no
// script and nothing from elsewhere.
func renderReference(doc *huma.OpenAPI) []byte {
	ref := reference{Title: doc.Info.Title, Version: doc.Info.Version, Description: doc.Info.Description}
	for _, tag := range doc.Tags {
		group := referenceGroup{Name: tag.Name, Description: tag.Description}
		for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
			item := doc.Paths[path]
			for _, o := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
				if o != nil && slices.Contains(o.Tags, tag.Name) {
					group.Operations = append(group.Operations, describeOperation(o))
				}
			}
		}
		ref.Groups = append(ref.Groups, group)
	}
	schemas := doc.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		ref.Types = append(ref.Types, referenceType{Name: name, Fields: describeFields(schemas[name])})
	}
	var page bytes.Buffer
	if err := template.Must(template.New("reference").Parse(referencePage)).Execute(&page, ref); err != nil {
		panic(fmt.Sprintf("web: the API's own reference: %v", err))
	}
	return page.Bytes()
}

func describeOperation(o *huma.Operation) referenceOperation {
	r := referenceOperation{
		ID: o.OperationID, Method: o.Method, Path: o.Path, Summary: o.Summary, Description: o.Description,
		Open: o.Security != nil && len(o.Security) == 0,
	}
	for _, p := range o.Parameters {
		f := describeField(p.Name, p.Schema)
		f.Required = p.Required
		f.Type = p.In + ", " + f.Type
		if f.About == "" {
			f.About = p.Description
		}
		r.Parameters = append(r.Parameters, f)
	}
	if o.RequestBody != nil {
		for _, media := range o.RequestBody.Content {
			r.Body = typeOf(media.Schema)
		}
	}
	for _, status := range slices.Sorted(maps.Keys(o.Responses)) {
		answer := referenceAnswer{Status: status, Meaning: o.Responses[status].Description}
		for _, media := range o.Responses[status].Content {
			if media.Schema != nil && media.Schema.Ref != "" {
				answer.Type = typeOf(media.Schema)
			}
		}
		r.Answers = append(r.Answers, answer)
	}
	return r
}

func describeFields(s *huma.Schema) []referenceField {
	var fields []referenceField
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		f := describeField(name, s.Properties[name])
		f.Required = slices.Contains(s.Required, name)
		fields = append(fields, f)
	}
	return fields
}

func describeField(name string, s *huma.Schema) referenceField {
	f := referenceField{Name: name, Type: typeOf(s), About: s.Description}
	target := s
	if s.Items != nil {
		target = s.Items
	}
	if target.Ref != "" {
		f.Target = typeOf(target)
	}
	var more []string
	if len(s.Enum) > 0 {
		var words []string
		for _, e := range s.Enum {
			words = append(words, fmt.Sprint(e))
		}
		more = append(more, "one of: "+strings.Join(words, ", "))
	}
	if s.Pattern != "" {
		more = append(more, "matches "+s.Pattern)
	}
	if s.Minimum != nil && s.Maximum != nil {
		more = append(more, fmt.Sprintf("%v to %v", *s.Minimum, *s.Maximum))
	}
	if s.MaxLength != nil {
		more = append(more, fmt.Sprintf("at most %d characters", *s.MaxLength))
	}
	if s.Default != nil {
		more = append(more, fmt.Sprintf("%v if absent", s.Default))
	}
	if len(more) > 0 {
		f.About = strings.TrimPrefix(f.About+"; "+strings.Join(more, "; "), "; ")
	}
	return f
}

func typeOf(s *huma.Schema) string {
	switch {
	case s == nil:
		return ""
	case s.Ref != "":
		return s.Ref[strings.LastIndex(s.Ref, "/")+1:]
	case s.Items != nil:
		return "array of " + typeOf(s.Items)
	case s.Format == "date-time":
		return "time"
	}
	return s.Type
}

const referencePage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}} {{.Version}}: API</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
h2 { margin-top: 3rem } h3 { margin-top: 2rem; font-weight: normal }
code { font: 15px/1.5 ui-monospace, monospace } .method { display: inline-block; min-width: 4.5rem; font-weight: bold }
table { border-collapse: collapse; width: 100% } td { border-top: 1px solid #ddd; padding: .3rem .8rem .3rem 0; vertical-align: top }
td:first-child { white-space: nowrap; width: 12rem } .open { color: #666 }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818 } td { border-color: #444 } a { color: #8bf } }
</style>
<h1>{{.Title}} {{.Version}}</h1>
<p>{{.Description}}</p>
<p>Show a token as <code>Authorization: Bearer …</code>. For programs: <a href="/openapi.json">openapi.json</a>, <a href="/openapi.yaml">openapi.yaml</a>.</p>
{{range .Groups}}
<h2>{{.Name}}</h2>
<p>{{.Description}}</p>
{{range .Operations}}
<h3 id="{{.ID}}"><code><span class="method">{{.Method}}</span> {{.Path}}</code>{{if .Open}} <span class="open">without a token</span>{{end}}</h3>
<p>{{.Summary}}{{if .Description}}<br>{{.Description}}{{end}}</p>
<table>
{{range .Parameters}}<tr><td><code>{{.Name}}</code><td>{{.Type}}{{if .Required}}, required{{end}}<td>{{.About}}
{{end}}{{if .Body}}<tr><td>body<td><a href="#type-{{.Body}}">{{.Body}}</a><td>
{{end}}{{range .Answers}}<tr><td>{{.Status}}<td>{{if .Type}}<a href="#type-{{.Type}}">{{.Type}}</a>{{end}}<td>{{.Meaning}}
{{end}}</table>
{{end}}{{end}}
<h2>Types</h2>
{{range .Types}}
<h3 id="type-{{.Name}}"><code>{{.Name}}</code></h3>
<table>
{{range .Fields}}<tr><td><code>{{.Name}}</code><td>{{if .Target}}<a href="#type-{{.Target}}">{{.Type}}</a>{{else}}{{.Type}}{{end}}{{if .Required}}, required{{end}}<td>{{.About}}
{{end}}</table>
{{end}}
</html>
`
