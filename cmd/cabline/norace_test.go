//go:build !race

package main

// processors is how many the tests of this package use; 0: all of them.
const processors = 0
