// Package archive keeps what people have said to each other: it makes of the
// files that FreeSWITCH writes files that last, and removes those that have
// lasted long enough.
//
// FreeSWITCH records a call into one directory, under the call's own name, and
// needs nobody for it. A file there whose call is over is all that the Keeper
// goes by: it finds the call's record, gives the file the name that the office
// wants, makes it smaller if it is to, and writes it into the book. So an engine
// that dies in the middle of any of that leaves nothing undone that the next one
// would not find.
//
// All files are opened below the office's directory of recordings and cannot
// lead out of it, whatever their names (os.Root).
package archive
