// Server-sent events, read from a stream that fetch gives: the browser's own
// EventSource cannot show a token.

export interface ServerEvent {
  /** What the server wants to be told again on resuming; "" while it has said nothing. */
  id: string;
  type: string;
  data: string;
}

/**
 * Puts the events of a stream together from pieces that end anywhere. What is
 * not an event, such as the comments that keep the line open, is passed over.
 */
export class EventReader {
  private rest = "";
  private id = "";
  private type = "";
  private data: string[] = [];

  /** The events that are complete with this piece. */
  read(piece: string): ServerEvent[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    const events: ServerEvent[] = [];
    for (const line of lines) {
      if (line !== "") {
        this.field(line);
        continue;
      }
      if (this.data.length > 0) events.push({ id: this.id, type: this.type || "message", data: this.data.join("\n") });
      this.type = "";
      this.data = [];
    }
    return events;
  }

  private field(line: string): void {
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.data.push(value);
    else if (name === "event") this.type = value;
    else if (name === "id" && !value.includes("\0")) this.id = value;
  }
}
