package web

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

func TestPasswords(t *testing.T) {
	ctx := t.Context()
	const password = "пароль of 2026 $,"
	kept, err := HashPassword(ctx, password)
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=19456,t=2,p=1$") || strings.Contains(kept, password) {
		t.Fatalf("%s, %v", kept, err)
	}
	again, err := HashPassword(ctx, password)
	if err != nil || again == kept {
		t.Errorf("the same salt twice: %s, %v", again, err)
	}
	// What was hashed with other parameters is known as well.
	text := base64.RawStdEncoding.EncodeToString
	salt := []byte("0123456789abcdef")
	before := "$argon2id$v=19$m=64,t=1,p=1$" + text(salt) + "$" + text(argon2.IDKey([]byte(password), salt, 1, 64, 1, 32))
	for name, c := range map[string]struct {
		password, kept string
		ok             bool
	}{
		"right": {password, kept, true}, "of another salt": {password, again, true}, "of other parameters": {password, before, true},
		"wrong": {"Пароль of 2026 $,", kept, false}, "empty": {"", kept, false}, "longer": {password + " ", kept, false},
		"no hash": {password, "", false}, "the password itself": {password, password, false},
		"no sum": {password, "$argon2id$v=19$m=64,t=1,p=1$" + text(salt) + "$", false}, "another kind": {password, strings.Replace(kept, "argon2id", "argon2i", 1), false},
		"hash of nothing": {"", "$argon2id$v=19$m=64,t=1,p=1$$", false}, "absurd memory": {password, strings.Replace(kept, "m=19456", "m=4294967295", 1), false},
		"no rounds": {password, strings.Replace(kept, "t=2", "t=0", 1), false}, "rubbish": {password, "$$$$$", false},
	} {
		if ok, err := cheap().check(ctx, c.password, c.kept); ok != c.ok || err != nil {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
}

// cheap hashes as fast as can be.
func cheap() *hasher { return newHasher(PasswordCost{Memory: 64, Rounds: 1}) }

// What the API hashes costs what it is told to.
func TestPasswordCost(t *testing.T) {
	kept, err := cheap().hash(t.Context(), "password")
	if err != nil || !strings.HasPrefix(kept, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("%s, %v", kept, err)
	}
}

// A flood of log-ins waits; it does not take the machine from the calls.
func TestNoMoreThanTwoAreHashedAtOnce(t *testing.T) {
	h := cheap()
	for range 2 {
		h.slots <- struct{}{}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.hash(ctx, "password"); !errors.Is(err, context.Canceled) {
		t.Errorf("one more: %v", err)
	}
	if _, err := h.check(ctx, "password", ""); !errors.Is(err, context.Canceled) {
		t.Errorf("one more to check: %v", err)
	}
}
