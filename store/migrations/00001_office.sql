-- +goose Up
CREATE TABLE operators (
    id           TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    password     TEXT NOT NULL,
    status       INTEGER NOT NULL,
    break_reason TEXT NOT NULL,
    status_since BIGINT NOT NULL
);

CREATE TABLE memberships (
    operator   TEXT NOT NULL REFERENCES operators (id) ON DELETE CASCADE,
    queue      TEXT NOT NULL,
    grp        TEXT NOT NULL,
    priority   INTEGER NOT NULL,
    PRIMARY KEY (operator, queue)
);

-- Times are microseconds since 1970, UTC; 0 is never.
CREATE TABLE calls (
    id        TEXT PRIMARY KEY,
    line      TEXT NOT NULL,
    number    TEXT NOT NULL,
    caller    TEXT NOT NULL,
    name      TEXT NOT NULL,
    queue     TEXT NOT NULL,
    started   BIGINT NOT NULL,
    answered  BIGINT NOT NULL,
    ended     BIGINT NOT NULL,
    operator  TEXT NOT NULL,
    outcome   TEXT NOT NULL,
    cause     TEXT NOT NULL
);
CREATE INDEX calls_started ON calls (started DESC, id DESC);
CREATE INDEX calls_open ON calls (id) WHERE ended = 0;

CREATE TABLE segments (
    call     TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    started  BIGINT NOT NULL,
    ended    BIGINT NOT NULL,
    operator TEXT NOT NULL,
    queue    TEXT NOT NULL,
    PRIMARY KEY (call, n)
);
CREATE INDEX segments_talk ON segments (ended) WHERE kind = 'talk';

CREATE TABLE decisions (
    call TEXT NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n    INTEGER NOT NULL,
    at   BIGINT NOT NULL,
    what TEXT NOT NULL,
    why  TEXT NOT NULL,
    PRIMARY KEY (call, n)
);

-- +goose Down
DROP TABLE decisions;
DROP TABLE segments;
DROP TABLE calls;
DROP TABLE memberships;
DROP TABLE operators;
