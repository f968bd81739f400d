package main

import (
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"

	"github.com/cabline/cabline/office"
)

// certificate is the file of the office's, if the installer has put one there.
// The one that FreeSWITCH makes for itself at its first start, in the very place, is
// none (switch_msrp.c, load_config): no browser would take it.
func certificate(o office.Office) string {
	file := filepath.Join(o.FreeSWITCH.Home, "certs", "wss.pem")
	content, err := os.ReadFile(file)
	if err != nil || ofFreeSWITCH(content) {
		return ""
	}
	return file
}

// ofFreeSWITCH reports whether a certificate is one of FreeSWITCH's own, by the name
// that all of those have (switch_core_cert.c, mkcert). What cannot be read is the
// installer's, and FreeSWITCH's log says what is wrong with it.
func ofFreeSWITCH(content []byte) bool {
	for len(content) > 0 {
		var block *pem.Block
		if block, content = pem.Decode(content); block == nil {
			return false
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		return err == nil && c.Subject.CommonName == "FreeSWITCH" && c.Issuer.CommonName == "FreeSWITCH"
	}
	return false
}
