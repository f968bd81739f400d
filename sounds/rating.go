package sounds

// What the robot asks after a trip. The keys are the marks, always from 1 to 5,
// so that the numbers stand in their sentences as people say them.
const (
	RateDriver   Fixed = "rate-driver"   // the driver's mark
	RateOperator Fixed = "rate-operator" // of who took the order
	NoSuchMark   Fixed = "no-such-mark"  // the key is none; he is asked again
	RateThanks   Fixed = "rate-thanks"   // he gave a mark, and is released
)

func ratings() []Fixed { return []Fixed{RateDriver, RateOperator, NoSuchMark, RateThanks} }

// wordsOfRatings are what these phrases say.
func (f Fixed) wordsOfRatings() Words {
	switch f {
	case RateDriver:
		return Words{
			"Оцініть, будь ласка, водія вашої останньої поїздки: натисніть цифру від одного до п’яти, де п’ять — найкраща оцінка.",
			"Оцените, пожалуйста, водителя вашей последней поездки: нажмите цифру от одного до пяти, где пять — лучшая оценка.",
			"Please rate the driver of your last trip: press a digit from one to five, where five is the best."}
	case RateOperator:
		return Words{
			"А тепер оцініть, будь ласка, роботу оператора: натисніть цифру від одного до п’яти.",
			"А теперь оцените, пожалуйста, работу оператора: нажмите цифру от одного до пяти.",
			"And now please rate our operator: press a digit from one to five."}
	case NoSuchMark:
		return Words{
			"Такої оцінки немає.",
			"Такой оценки нет.",
			"There is no such mark."}
	case RateThanks:
		return Words{
			"Дякуємо за вашу оцінку. До побачення.",
			"Спасибо за вашу оценку. До свидания.",
			"Thank you for your rating. Goodbye."}
	}
	return Words{}
}
