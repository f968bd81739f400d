package main

import (
	"context"
	"fmt"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

// people changes who the office's operators are: in the store, at the desk, and
// in FreeSWITCH's directory, without a restart of anything.
type people struct {
	*engine
}

// Put takes an operator in or changes him. With another password his phones are
// out until they know it.
func (p people) Put(ctx context.Context, o dialplan.Operator) error {
	if err := p.db.PutOperator(ctx, o); err != nil {
		return fmt.Errorf("keep operator %s: %w", o.ID, err)
	}
	kept, err := p.db.Operator(ctx, o.ID)
	if err != nil {
		return fmt.Errorf("read operator %s: %w", o.ID, err)
	}
	p.desk.PutOperator(kept)
	if err := p.directory(ctx, []dialplan.Operator{kept}, nil); err != nil || o.Password == "" {
		return err
	}
	p.forgetPhones(ctx, o.ID)
	return nil
}

// Delete lets an operator go.
func (p people) Delete(ctx context.Context, id dialplan.OperatorID) error {
	if err := p.db.DeleteOperator(ctx, id); err != nil {
		return fmt.Errorf("remove operator %s: %w", id, err)
	}
	p.desk.RemoveOperator(id)
	if err := p.directory(ctx, nil, []dialplan.OperatorID{id}); err != nil {
		return err
	}
	p.forgetPhones(ctx, id)
	return nil
}

// forgetPhones ends the registrations of phones that may not register any more.
// Where that fails they ring until they would renew them, in an hour at most.
func (p people) forgetPhones(ctx context.Context, id dialplan.OperatorID) {
	if err := p.sw.ForgetPhones(ctx, id); err != nil {
		p.log.Warn("phones stay registered with a password that has changed", "operator", id, "error", err)
	}
}

func (p people) SetStatus(_ context.Context, id dialplan.OperatorID, s route.Status, reason string) error {
	return p.desk.SetStatus(id, s, reason)
}

func (p people) EndWrapUp(_ context.Context, id dialplan.OperatorID) error {
	return p.desk.EndWrapUp(id)
}

// directory writes the directory anew and lets FreeSWITCH read it. A switch
// that cannot be reached reads it when it starts.
func (p people) directory(ctx context.Context, put []dialplan.Operator, gone []dialplan.OperatorID) error {
	if _, err := generate(ctx, p.office, p.db, ""); err != nil {
		return err
	}
	if err := p.sw.Reload(ctx, put, gone); err != nil {
		p.log.Warn("FreeSWITCH has not read the directory yet", "error", err)
	}
	return nil
}
