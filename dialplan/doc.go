// Package dialplan is what happens to a call: the conversations that callers
// have, one file each, and the desk at which they wait until an operator has
// them. It sees a telephone only through the Call and Hands ports and knows
// nothing of sockets.
package dialplan
