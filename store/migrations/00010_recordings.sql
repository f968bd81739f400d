-- +goose Up
-- The files of conversations, one for each call. A row outlives its file.
CREATE TABLE recordings (
    call     TEXT PRIMARY KEY, -- that of the calls, though a call may have no row there
    started  BIGINT NOT NULL,  -- of the call
    length   BIGINT NOT NULL,  -- microseconds
    file     TEXT NOT NULL,    -- below the directory of recordings; empty: none was written
    format   TEXT NOT NULL,
    size     BIGINT NOT NULL,
    due      BIGINT NOT NULL,  -- the next attempt to make it smaller; 0: none
    attempts INTEGER NOT NULL,
    problem  TEXT NOT NULL,
    deleted  BIGINT NOT NULL   -- 0: the file is there
);
CREATE INDEX recordings_started ON recordings (started DESC, call DESC);
CREATE INDEX recordings_due ON recordings (due) WHERE due > 0;
CREATE INDEX recordings_old ON recordings (started) WHERE deleted = 0;
CREATE INDEX calls_recorded ON calls (ended) WHERE recording <> '';

-- +goose Down
DROP INDEX calls_recorded;
DROP TABLE recordings;
