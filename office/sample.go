package office

import _ "embed"

//go:embed sample.toml
var sample string

// Sample is the configuration of an office that does not exist, with every
// setting and what it is for. It serves on loopback only and needs no secret.
func Sample() []byte { return []byte(sample) }
