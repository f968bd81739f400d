package taxi

// Over is w where it says something and below where it does not.
func (w Wishes) Over(below Wishes) Wishes {
	pick := func(a, b string) string {
		if a != "" {
			return a
		}
		return b
	}
	return Wishes{pick(w.CrewGroup, below.CrewGroup), pick(w.Service, below.Service), pick(w.Tariff, below.Tariff)}
}
