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
	hashLength = 32
)

// PasswordCost is what it costs to hash a password, and to guess one whose hash
// was stolen. The zero cost stands for what OWASP recommends at least.
type PasswordCost struct {
	Memory uint32 // KiB
	Rounds uint32
}

// hasher hashes passwords, two at once: each takes 19 MiB and some tens of
// milliseconds, and calls come first.
type hasher struct {
	cost  PasswordCost
	slots chan struct{}
}

func newHasher(cost PasswordCost) *hasher {
	if cost == (PasswordCost{}) {
		cost = PasswordCost{Memory: 19 << 10, Rounds: 2}
	}
	return &hasher{cost: cost, slots: make(chan struct{}, 2)}
}

// HashPassword makes what is kept of a password.
func HashPassword(ctx context.Context, password string) (string, error) {
	return newHasher(PasswordCost{}).hash(ctx, password)
}

// hash makes what is kept of a password. It waits while others are hashed, no
// longer than the context.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	rand.Read(salt) //nolint:errcheck // never fails
	sum, err := h.sum(ctx, password, salt, h.cost)
	if err != nil {
		return "", err
	}
	text := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf(hashFormat, h.cost.Memory, h.cost.Rounds, text(salt), text(sum)), nil
}

// check reports whether a password is the one that was hashed. What is no
// hash is nobody's password, and takes as long.
func (h *hasher) check(ctx context.Context, password, kept string) (bool, error) {
	k, known := readHash(kept)
	if !known {
		k = hashed{cost: h.cost, salt: make([]byte, 16), sum: make([]byte, hashLength)}
	}
	got, err := h.sum(ctx, password, k.salt, k.cost)
	return err == nil && known && subtle.ConstantTimeCompare(got, k.sum) == 1, err
}

type hashed struct {
	cost      PasswordCost
	salt, sum []byte
}

// readHash takes a hash apart.
func readHash(kept string) (h hashed, known bool) {
	parts := strings.Split(kept, "$")
	if len(parts) == 6 {
		_, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &h.cost.Memory, &h.cost.Rounds)
		salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
		sum, sumErr := base64.RawStdEncoding.DecodeString(parts[5])
		h.salt, h.sum = salt, sum
		known = errors.Join(err, saltErr, sumErr) == nil && parts[1] == "argon2id" && len(sum) == hashLength &&
			h.cost.Memory <= 1<<20 && h.cost.Rounds >= 1 && h.cost.Rounds <= 100
	}
	return h, known
}

func (h *hasher) sum(ctx context.Context, password string, salt []byte, cost PasswordCost) ([]byte, error) {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	defer func() { <-h.slots }()
	return argon2.IDKey([]byte(password), salt, cost.Rounds, cost.Memory, 1, hashLength), nil
}
