// Package fstext takes FreeSWITCH's little languages apart: lists with quotes
// and escapes, the {…} and […] of dial strings, and the percent-encoding of
// events. Each function follows the C function named at it, oddities included,
// because what strangers can do with quotes and brackets is the reason to
// imitate them at all.
package fstext
