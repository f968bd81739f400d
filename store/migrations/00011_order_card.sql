-- +goose Up
-- When the order card opens by itself on the operator's screen: ring, answer or
-- never. Empty: the operator has not chosen.
ALTER TABLE operators ADD COLUMN card_opens TEXT NOT NULL DEFAULT '';

-- +goose Down
ALTER TABLE operators DROP COLUMN card_opens;
