import { expect, test } from "vitest";
import { EventReader } from "./events";

const stream = 'retry: 1000\nid: a-7\nevent: queue\ndata: {"queue":1}\n\n: the engine lives\n\nid: a-8\r\nevent: gone\r\ndata: one\r\ndata: two\r\n\r\n';

test("a stream is read the same however it is cut", () => {
  const whole = new EventReader().read(stream);
  expect(whole).toEqual([
    { id: "a-7", type: "queue", data: '{"queue":1}' },
    { id: "a-8", type: "gone", data: "one\ntwo" },
  ]);
  for (let cut = 1; cut < stream.length; cut++) {
    const reader = new EventReader();
    expect([...reader.read(stream.slice(0, cut)), ...reader.read(stream.slice(cut))], `cut at ${cut}`).toEqual(whole);
  }
  const reader = new EventReader();
  expect([...stream].flatMap((c) => reader.read(c))).toEqual(whole);
});

test("an event that is not complete is not told", () => {
  const reader = new EventReader();
  expect(reader.read("event: call\ndata: {}\n")).toEqual([]);
  expect(reader.read("\n")).toEqual([{ id: "", type: "call", data: "{}" }]);
});

test("an event without a type is a message, and one without data is none", () => {
  expect(new EventReader().read("data: x\n\nevent: call\n\ndata\n\n")).toEqual([
    { id: "", type: "message", data: "x" },
    { id: "", type: "message", data: "" },
  ]);
});
