-- +goose Up
-- What people did that others have to trust them with. Rows are only ever added.
CREATE TABLE audit (
    id       TEXT PRIMARY KEY,
    at       BIGINT NOT NULL,
    who      TEXT NOT NULL, -- a login; empty: nobody is known
    operator TEXT NOT NULL, -- his extension; empty: he has none
    source   TEXT NOT NULL, -- console, phone, engine
    what     TEXT NOT NULL,
    whom     TEXT NOT NULL,
    call     TEXT NOT NULL,
    thing    TEXT NOT NULL, -- what several rows are about
    since    BIGINT NOT NULL, -- when it began, of what has ended with it; 0: nothing has
    detail   TEXT NOT NULL,
    refused  BOOLEAN NOT NULL
);
CREATE INDEX audit_at ON audit (at DESC, id DESC);
CREATE INDEX audit_who ON audit (who, at DESC);

-- Which operators a supervisor may hear, as JSON; empty: all.
ALTER TABLE users ADD COLUMN hears TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE users DROP COLUMN hears;
DROP TABLE audit;
