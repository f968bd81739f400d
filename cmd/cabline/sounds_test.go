package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sounding runs cabline sounds with a directory of its own and no espeak-ng.
func sounding(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, complaint strings.Builder
	status = run(t.Context(), append([]string{"sounds"}, args...), &out, &complaint)
	return status, out.String(), complaint.String()
}

func TestSoundsWithoutEspeak(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("PATH", t.TempDir())
	status, _, stderr := sounding(t, "-lang", "uk", "-out", "sounds")
	if want := "cabline: record uk: espeak-ng is not installed: run apt install espeak-ng, or record the phrases yourself\n"; status != 1 || stderr != want {
		t.Errorf("status %d, %q, want %q", status, stderr, want)
	}
}

func TestSoundsTellsWhatIsMissing(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("PATH", t.TempDir())
	status, missing, stderr := sounding(t, "-check", "-lang", "uk,en", "-out", "sounds")
	if status != 1 || !strings.Contains(stderr, "are missing or wrong in sounds") {
		t.Errorf("status %d, %q", status, stderr)
	}
	_, script, _ := sounding(t, "-script", "-lang", "uk,en", "-out", "sounds")
	told := strings.Count(missing, ": is missing: ")
	if listed := strings.Count(script, "\n"); listed < 500 || told != listed {
		t.Errorf("%d pieces are to be recorded, %d are missing", listed, told)
	}
	if want := "prompts/uk/wait-less.wav\tОрієнтовний час очікування — менше хвилини.\n"; !strings.Contains(script, want) {
		t.Errorf("%q is not in the script", want)
	}
}

func TestSoundsOfTheOfficesMenus(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", t.TempDir())
	const config = `[office]
name = "Taxi"
[freeswitch]
listen = "127.0.0.1"
[[queue]]
name = "clients"
[[line]]
name = "city"
numbers = ["+380441230000"]
menu = "service"
[[menu]]
name = "service"
text = { uk = "Щоб замовити таксі, натисніть один." }
otherwise = { queue = "clients" }
[[menu.key]]
press = "1"
queue = "clients"
`
	path := filepath.Join(dir, "cabline.toml")
	if err := os.WriteFile(path, []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	status, script, stderr := sounding(t, "-script", "-config", path)
	if status != 0 {
		t.Fatal(stderr)
	}
	if n := strings.Count(script, "Щоб замовити таксі, натисніть один."); n != 1 {
		t.Errorf("the menu's words are %d times in the script", n)
	}
	if err := os.MkdirAll(filepath.Join(dir, "sounds"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sounds", "makes.csv"), []byte("name,uk\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := sounding(t, "-config", path); status != 2 || !strings.Contains(stderr, "makes.csv:1: the first line must be name,uk,ru,en,also") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

func TestSoundsIsCalledWrongly(t *testing.T) {
	t.Chdir(t.TempDir())
	for args, want := range map[string]string{
		"-lang de":  "-lang de: there are phrases in uk, ru, en",
		"-lang uk,": "there are phrases in uk, ru, en",
		"extra":     `unexpected "extra"`,
		"":          "cabline.toml",
	} {
		if status, _, stderr := sounding(t, strings.Fields(args)...); status != 2 || !strings.Contains(stderr, want) {
			t.Errorf("%q: status %d, %q, want %q", args, status, stderr, want)
		}
	}
}
