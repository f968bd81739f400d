package morning

import "time"

// The stories of the drivers, who have operators of their own.

// callsTheirLine to say that he has been waiting, or cannot find the house.
func callsTheirLine(r *role) {
	r.calls("drivers").talks(90 * time.Second)
}

// callsAsADriver dials the clients' number: he is known, and the drivers'
// operators have him all the same.
func callsAsADriver(r *role) {
	r.calls("city").talks(90 * time.Second)
}
