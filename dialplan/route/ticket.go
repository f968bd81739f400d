package route

// callBack lets somebody be called for whom an operator is free, unless every
// free operator is spoken for by those who are being called already.
func (c *Core) callBack(w *caller) {
	if w.queue.dialling >= len(c.scratch) {
		return
	}
	w.queue.dialling++
	c.forget(w)
	c.do(CallBack{Call: w.Call, Queue: w.Queue})
}

// nextTicket looks again at the tickets of a queue: one fewer is being called.
func (c *Core) nextTicket(q *queue) {
	for _, w := range c.line {
		if w.Ticket && w.queue == q {
			c.touch(w)
		}
	}
}
