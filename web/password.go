package web

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Passwords are hashed with argon2id and written with their parameters in the
// PHC string format, so that those may grow.
const (
	hashFormat = "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"

	hashMemory = 19 << 10 // KiB; with 2 rounds what OWASP recommends at least
	hashRounds = 2
	hashLength = 32
)

// hashers bounds how many passwords are hashed at once: each takes 19 MiB and
// some tens of milliseconds, and calls come first.
var hashers = make(chan struct{}, 2)

// HashPassword makes what is kept of a password. It waits while others are
// hashed, no longer than the context.
func HashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt) //nolint:errcheck // never fails
	sum, err := hash(ctx, password, salt, hashMemory, hashRounds)
	if err != nil {
		return "", err
	}
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf(hashFormat, hashMemory, hashRounds, text(salt), text(sum)), nil
}

// checkHash reports whether a password is the one that was hashed. What is no
// hash is nobody's password, and takes as long.
func checkHash(ctx context.Context, password, kept string) (bool, error) {
	k, known := readHash(kept)
	got, err := hash(ctx, password, k.salt, k.memory, k.rounds)
	return err == nil && known && subtle.ConstantTimeCompare(got, k.sum) == 1, err
}

type hashed struct {
	memory, rounds uint32
	salt, sum      []byte
}

// readHash takes a hash apart. What is none gives one that nothing fits.
func readHash(kept string) (h hashed, known bool) {
	parts := strings.Split(kept, "$")
	if len(parts) == 6 {
		_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &h.memory, &h.rounds)
		salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
		sum, sumErr := base64.RawStdEncoding.DecodeString(parts[5])
		h.salt, h.sum = salt, sum
		known = errors.Join(err, saltErr, sumErr) == nil && parts[1] == "argon2id" && len(sum) == hashLength &&
			h.memory <= 1<<20 && h.rounds >= 1 && h.rounds <= 100
	}
	if !known {
		h = hashed{memory: hashMemory, rounds: hashRounds, salt: make([]byte, 16), sum: make([]byte, hashLength)}
	}
	return h, known
}

func hash(ctx context.Context, password string, salt []byte, memory, rounds uint32) ([]byte, error) {
	select {
	case hashers <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-hashers }()
	return argon2.IDKey([]byte(password), salt, rounds, memory, 1, hashLength), nil
}
