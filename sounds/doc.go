// Package sounds holds what a caller hears: the phrases of every conversation,
// in Ukrainian, Russian and English.
//
// A Phrase is what is meant, with its parameters: Welcome, or Position{N: 21}.
// In a language it is a Sentence: the words, and the fragments they are played
// from. What never changes is one fragment; a number, a letter or a make of car
// is another, which all sentences share:
//
//	Position{N: 21}.In("en")   You are number | twenty-one | in the queue.
//	                           position-1       number/21    position-2
//
// So an office that wants a person's voice has a list of a few hundred pieces
// to record, and a call never waits for a sentence to be made.
//
// A Studio makes the pieces that are missing, with a Voice such as Espeak. What
// the office has recorded itself lies at prompts/LANGUAGE/NAME.wav below its
// directory of sounds and is never touched. What the studio makes lies beside
// it, in 8000/ and 16000/: FreeSWITCH looks into the directory named after the
// rate of the call before it takes the file itself (mod_sndfile.c,
// sndfile_file_open), and so both are played by the same name.
//
// Some words are known only when the call is there, such as a street. A Speaker
// makes them during the call, and never holds it up for longer than its budget.
package sounds
