package sounds

import (
	"crypto/sha256"
	"encoding/hex"
	"path/filepath"
)

// TextFile is where the recording of an office's own text lies below the
// directory of sounds. Another text is another file.
func TextFile(language, text string) string {
	sum := sha256.Sum256([]byte(text))
	return "spoken/" + language + "/" + hex.EncodeToString(sum[:8]) + ".wav"
}

// FurnishText records an office's own text where it has no recording yet.
func FurnishText(dir, language, text string) error {
	return absent(filepath.Join(dir, filepath.FromSlash(TextFile(language, text))), func(file string) ([]byte, error) {
		return speak(file, language, text)
	})
}
