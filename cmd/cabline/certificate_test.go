package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/cabline/cabline/office"
)

func TestCertificateIsTheInstallers(t *testing.T) {
	o := office.Office{FreeSWITCH: office.FreeSWITCH{Home: t.TempDir(), Listen: "127.0.0.1", Domain: "taxi.example.com", WSPort: 5066}}
	file := filepath.Join(o.FreeSWITCH.Home, "certs", "wss.pem")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what    string
		content []byte
		want    string
		console string // where it connects to
	}{
		{"none", nil, "", "ws://127.0.0.1:5066"},
		{"made by FreeSWITCH", selfSigned(t, "FreeSWITCH"), "", "ws://127.0.0.1:5066"},
		{"the office's", selfSigned(t, "taxi.example.com"), file, "wss://taxi.example.com:5067"},
		{"not readable", []byte("-----BEGIN CERTIFICATE-----\n"), file, "wss://taxi.example.com:5067"},
	} {
		if c.content != nil {
			if err := os.WriteFile(file, c.content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got := certificate(o); got != c.want {
			t.Errorf("%s: certificate %q, want %q", c.what, got, c.want)
		}
		if got := (softphones{office: o}).WebSocket(); got != c.console {
			t.Errorf("%s: the console connects to %s, want %s", c.what, got, c.console)
		}
	}
}

// selfSigned is a key and a certificate in the order in which FreeSWITCH writes
// them.
func selfSigned(t *testing.T, name string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	made, err := x509.CreateCertificate(rand.Reader, &about, &about, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made})...)
}
