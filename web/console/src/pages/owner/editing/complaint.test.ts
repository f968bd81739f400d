import { describe, expect, test } from "vitest";
import { complaintOf } from "./complaint";
import { words } from "./words";

describe("what is wrong with a field", () => {
  test.each([
    ["is client 12's", words.uk.taken],
    ["is driver 7's", words.uk.taken],
    ["is another company's", words.uk.taken],
    ["is another operator's", words.uk.taken],
    ["is somebody else's", words.uk.taken],
    ["the callsign, the plate or a phone is another's or stands there twice", words.uk.taken],
    ["must have at least one letter or digit", words.uk.empty],
    ["expected length >= 1", words.uk.empty],
    ["not a telephone number", words.uk.noPhone],
    ["a PIN has 4 to 12 digits", words.uk.noPIN],
    ["expected string to match pattern ^[0-9]{4,12}$|^$", words.uk.noPIN],
    ["is not an amount of money such as 125.50", words.uk.noMoney],
    ["an extension has 2 to 6 digits", words.uk.noExtension],
    ["expected string to match pattern ^[0-9]{2,6}$", words.uk.noExtension],
    ["expected string to match pattern ^[a-z0-9][a-z0-9._-]{0,49}$", words.uk.noLogin],
    ["is over already", words.uk.over],
    ["longer than 100 characters", "довше за 100 знаків"],
    ["expected length <= 41", "довше за 41 знак"],
    ["expected length >= 10", "щонайменше 10 знаків"],
    ["a password has 8 to 64 ASCII characters and no spaces", "від 8 до 64 знаків"],
  ])("%s", (message, told) => expect(complaintOf(message, words.uk)).toBe(told));

  test("that nobody has met yet is told as the engine said it", () => {
    expect(complaintOf("holds U+0007, which is no letter, digit, sign or space", words.uk)).toBe("holds U+0007, which is no letter, digit, sign or space");
  });
});
