// Package why says in Ukrainian and in Russian what the engine has written down in
// English: the decisions of a call, the audit log, what came of the robot's calls.
//
// Such sentences are a log. They are written once, in one language, by dozens of
// places that each know best what they have done, and are read years later by people
// who need not read English. So nothing is translated where it is written; it is
// when it is read, and records from before a translation gain by it too.
//
// What is known is a table, words/*.txt, of one sentence in three languages with
// holes for what differs:
//
//	waits in {queue}
//	чекає в черзі {queue}
//	ждёт в очереди {queue}
//
// A hole says by its kind what fits into it, and what becomes of that:
//
//	{queue}        any text; kept, for it is a name or a stranger's words
//	{who:word}     text without a space; kept
//	{to:id}        the same with a digit in it, as extensions, numbers and times have
//	{n:number}     digits; kept
//	{idle:time}    a time as Go writes it, "4m10s"; said: "4 хв 10 с"
//	{cause:said}   a text of the table; put into the language in its turn
//	{what:maybe}   the same if the table has it, kept otherwise: an error of the
//	               operating system
//	{fields:each}  words, each of which is said or kept by itself
//
// A text is compared with a sentence as a whole, from its first character to its
// last; of several that fit the one with the most words of its own wins, so that
// "driver 7 was not reached" is not somebody who is called "driver 7". Several
// sentences may stand in one text, with "; " or ", " between them, if each of them is
// known. What is not known to the last word is left in English: a text is in one
// language or the other, and a value is never mistaken for words of ours unless it is
// one of these sentences, character for character.
package why
