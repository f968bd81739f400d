-- The story "bridge to one operator" without an engine.
session:execute("multiset", "{{.Variables}}")
session:execute("bridge", "{{.Dial}}")
