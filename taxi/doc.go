// Package taxi holds the words of the trade: who calls, who drives, what was
// ordered. Its types carry no behaviour of any telephone or database; an order
// system is reached through a port that lives here too.
package taxi
