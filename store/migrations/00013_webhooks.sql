-- +goose Up
-- What webhooks are to be told, in order, and what they have been told lately: an
-- engine that takes live calls up again says each thing of them once.
CREATE TABLE hook_events (
    url   TEXT NOT NULL,
    id    TEXT NOT NULL, -- the same whichever engine says it
    at    BIGINT NOT NULL,
    event TEXT NOT NULL,
    body  TEXT NOT NULL, -- empty once it was told
    done  BIGINT NOT NULL, -- when it was told or given up; 0: it waits
    PRIMARY KEY (url, id)
);
CREATE INDEX hook_events_next ON hook_events (url, done, at, id);

-- Which engine tells a webhook, and until when.
CREATE TABLE hook_turns (
    url    TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    until  BIGINT NOT NULL
);

-- +goose Down
DROP TABLE hook_turns;
DROP TABLE hook_events;
