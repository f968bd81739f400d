package web

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/cabline/cabline/report"
)

// The media types of tables.
const (
	csvType  = "text/csv"
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// writeCSV writes a table as RFC 4180 has it, in UTF-8 without a byte order mark.
// A text that a spreadsheet would take for a formula gets an apostrophe before
// it: names and numbers come from strangers.
func writeCSV(w io.Writer, t report.Table) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := make([]string, len(t.Header))
	for i, h := range t.Header {
		row[i] = harmless(h)
	}
	if err := out.Write(row); err != nil {
		return err
	}
	for _, cells := range t.Rows {
		row = row[:0]
		for _, c := range cells {
			row = append(row, csvCell(c))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvCell(c any) string {
	switch c := c.(type) {
	case nil:
		return ""
	case int:
		return strconv.Itoa(c)
	case float64:
		return strconv.FormatFloat(c, 'f', -1, 64)
	}
	return harmless(fmt.Sprint(c))
}

// harmless keeps a text from being calculated. Spreadsheets look past blanks at
// its beginning, and take characters of full width for the narrow ones.
func harmless(s string) string {
	if begin := strings.TrimLeft(s, " \u00a0\ufeff"); begin != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(begin)[0]) {
		return "'" + s
	}
	return s
}

// writeXLSX writes a table as a workbook of one sheet, its first row kept in
// sight. Texts are stored as texts, which no spreadsheet calculates.
func writeXLSX(w io.Writer, t report.Table) (err error) {
	f := excelize.NewFile()
	defer f.Close() // it has nothing on disk
	if err := f.SetSheetName(f.GetSheetName(0), t.Name); err != nil {
		return err
	}
	rows, err := f.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := rows.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	header := make([]any, len(t.Header))
	for i, h := range t.Header {
		header[i] = excelize.Cell{StyleID: bold, Value: h}
	}
	if err := rows.SetRow("A1", header); err != nil {
		return err
	}
	for i, cells := range t.Rows {
		if err := rows.SetRow(fmt.Sprintf("A%d", i+2), cells); err != nil {
			return err
		}
	}
	if err := rows.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}
