-- +goose Up
-- Client and driver of an order, joined in a call: the order system's own name of
-- the order, the telephone that was called for who was on the line, and where
-- the conversation is recorded.
ALTER TABLE calls ADD COLUMN order_id TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN peer TEXT NOT NULL DEFAULT '';
ALTER TABLE calls ADD COLUMN recording TEXT NOT NULL DEFAULT '';
CREATE INDEX calls_order ON calls (order_id, started) WHERE order_id <> '';

-- Since when a driver is on his shift; 0: he is not. And which call is offered
-- to him, until when nobody else's is.
ALTER TABLE drivers ADD COLUMN shift BIGINT NOT NULL DEFAULT 0;
ALTER TABLE drivers ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE drivers ADD COLUMN claimed_by TEXT NOT NULL DEFAULT '';
CREATE INDEX orders_of_driver ON orders (driver, ended) WHERE driver IS NOT NULL;

-- +goose Down
DROP INDEX orders_of_driver;
ALTER TABLE drivers DROP COLUMN claimed_by;
ALTER TABLE drivers DROP COLUMN claimed;
ALTER TABLE drivers DROP COLUMN shift;
DROP INDEX calls_order;
ALTER TABLE calls DROP COLUMN recording;
ALTER TABLE calls DROP COLUMN peer;
ALTER TABLE calls DROP COLUMN order_id;
