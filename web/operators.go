package web

import (
	"context"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/cabline/cabline/dialplan"
	"github.com/cabline/cabline/dialplan/route"
)

const operatorsPath = "/api/v1/operators"

type (
	operatorPath struct {
		ID string `path:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
	}
	operatorAnswer  struct{ Body operatorJSON }
	operatorsAnswer struct {
		Body struct {
			Operators []operatorJSON `json:"operators" nullable:"false" doc:"by extension"`
		} `nameHint:"Operators"`
	}

	// newOperatorJSON repeats operatorChangeJSON: huma sees no embedded fields.
	newOperatorJSON struct {
		ID       string           `json:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
		Name     string           `json:"name" minLength:"1" maxLength:"100" doc:"without control characters" example:"Olena"`
		Queues   []membershipJSON `json:"queues" nullable:"false" maxItems:"100" doc:"whose callers are offered"`
		Password string           `json:"password,omitempty" pattern:"^[!-~]{8,64}$" doc:"what the operator's phones register with: 8 to 64 ASCII characters without spaces"`
	}
	operatorChangeJSON struct {
		Name     string           `json:"name" minLength:"1" maxLength:"100" doc:"without control characters" example:"Olena"`
		Queues   []membershipJSON `json:"queues" nullable:"false" maxItems:"100" doc:"whose callers are offered"`
		Password string           `json:"password,omitempty" pattern:"^[!-~]{8,64}$" doc:"what the operator's phones register with: 8 to 64 ASCII characters without spaces"`
	}

	createOperatorRequest struct{ Body newOperatorJSON }
	createdAnswer         struct {
		Location string `header:"Location" doc:"the operator's address"`
		Body     operatorJSON
	}
	changeOperatorRequest struct {
		ID   string `path:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
		Body operatorChangeJSON
	}
	statusRequest struct {
		ID   string `path:"id" pattern:"^[0-9]{2,6}$" doc:"the operator's extension" example:"101"`
		Body statusJSON
	}
	statusJSON struct {
		Status string `json:"status" enum:"ready,break,logged-out"`
		Reason string `json:"reason,omitempty" maxLength:"100" doc:"why the break" example:"lunch"`
	}
)

func (a *api) routeOperators(to huma.API) {
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "list-operators", Method: http.MethodGet, Path: operatorsPath, Tags: []string{"Operators"},
		Summary: "Everybody who answers calls, and what they do",
	}, Supervisor, OperatorRole, Integration)), a.listOperators)
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "create-operator", Method: http.MethodPost, Path: operatorsPath, Tags: []string{"Operators"},
		Summary:       "Take an operator in",
		Description:   "The operator's phones can register at once. Without a password one is made up and shown in the answer, this once. The operator starts logged out.",
		DefaultStatus: http.StatusCreated, Errors: []int{http.StatusConflict},
	}), a.createOperator)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "get-operator", Method: http.MethodGet, Path: operatorsPath + "/{id}", Tags: []string{"Operators"},
		Summary: "One operator", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.getOperator)
	huma.Register(to, takesBody(huma.Operation{
		OperationID: "change-operator", Method: http.MethodPut, Path: operatorsPath + "/{id}", Tags: []string{"Operators"},
		Summary:     "Replace an operator's name and queues",
		Description: "The password changes only if one is given, and phones do not ring until they have registered with it. The status stays.", Errors: []int{http.StatusNotFound},
	}), a.changeOperator)
	huma.Register(to, operation(huma.Operation{
		OperationID: "reset-operator-password", Method: http.MethodPost, Path: operatorsPath + "/{id}/password", Tags: []string{"Operators"},
		Summary:     "Make up a new password for an operator's phones",
		Description: "It is shown in the answer, this once. The operator's phones do not ring until they have registered with it; a conversation goes on.", Errors: []int{http.StatusNotFound},
	}), a.resetOperatorPassword)
	huma.Register(to, operation(huma.Operation{
		OperationID: "delete-operator", Method: http.MethodDelete, Path: operatorsPath + "/{id}", Tags: []string{"Operators"},
		Summary: "Let an operator go", Description: "A conversation under way goes on.", Errors: []int{http.StatusNotFound},
	}), a.deleteOperator)
	huma.Register(to, takesBody(allow(huma.Operation{
		OperationID: "set-operator-status", Method: http.MethodPut, Path: operatorsPath + "/{id}/status", Tags: []string{"Operators"},
		Summary: "Make an operator ready, send on break, or log out", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.setStatus)
	huma.Register(to, operation(allow(huma.Operation{
		OperationID: "end-wrap-up", Method: http.MethodPost, Path: operatorsPath + "/{id}/wrap-up/end", Tags: []string{"Operators"},
		Summary:     "End an operator's wrap-up before its time",
		Description: "Outside a wrap-up it does nothing.", Errors: []int{http.StatusNotFound},
	}, Supervisor, OperatorRole, Integration)), a.endWrapUp)
}

func (a *api) listOperators(ctx context.Context, _ *struct{}) (*operatorsAnswer, error) {
	views, err := a.people.Operators(ctx)
	if err != nil {
		return nil, a.failure("list the operators", "such operator", err)
	}
	var answer operatorsAnswer
	answer.Body.Operators = make([]operatorJSON, 0, len(views))
	for _, v := range views {
		answer.Body.Operators = append(answer.Body.Operators, operatorToJSON(v))
	}
	return &answer, nil
}

func (a *api) getOperator(ctx context.Context, in *operatorPath) (*operatorAnswer, error) {
	view, err := a.operator(ctx, in.ID)
	if err != nil {
		return nil, a.failure("read the operator", "operator "+in.ID, err)
	}
	return &operatorAnswer{operatorToJSON(view)}, nil
}

func (a *api) createOperator(ctx context.Context, in *createOperatorRequest) (*createdAnswer, error) {
	given := operatorChangeJSON{Name: in.Body.Name, Queues: in.Body.Queues, Password: in.Body.Password}
	change, mistakes := a.readChange(given)
	if err := refusal(append(checkExtension(in.Body.ID), mistakes...)); err != nil {
		return nil, err
	}
	change.ID = dialplan.OperatorID(in.Body.ID)
	madeUp := ""
	if change.Password == "" {
		madeUp = makePassword()
		change.Password = madeUp
	}

	a.changing.Lock()
	defer a.changing.Unlock()
	switch _, err := a.operator(ctx, in.Body.ID); {
	case err == nil:
		return nil, conflict("there is an operator "+in.Body.ID+" already", []*huma.ErrorDetail{wrong("body.id", "is another operator's")})
	case !isMissing(err):
		return nil, a.failure("read the operators", "", err)
	}
	view, err := a.put(ctx, change)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "operator created", "operator", in.Body.ID)
	created := operatorToJSON(view)
	created.Password = madeUp
	return &createdAnswer{Location: operatorsPath + "/" + in.Body.ID, Body: created}, nil
}

func (a *api) changeOperator(ctx context.Context, in *changeOperatorRequest) (*operatorAnswer, error) {
	change, mistakes := a.readChange(in.Body)
	if err := refusal(mistakes); err != nil {
		return nil, err
	}
	a.changing.Lock()
	defer a.changing.Unlock()
	was, err := a.operator(ctx, in.ID)
	if err != nil {
		return nil, a.failure("read the operator", "operator "+in.ID, err)
	}
	change.ID = was.ID
	change.Status, change.BreakReason, change.StatusSince = was.Status, was.BreakReason, was.StatusSince
	view, err := a.put(ctx, change)
	if err != nil {
		return nil, err
	}
	a.auditOperator(ctx, was, view, change.Password != "")
	return &operatorAnswer{operatorToJSON(view)}, nil
}

// auditOperator writes down what of an operator has changed; what he does
// meanwhile is nobody's change.
func (a *api) auditOperator(ctx context.Context, was, now OperatorView, password bool) {
	type kept struct {
		Name   string             `json:"name"`
		Queues []route.Membership `json:"queues"`
	}
	names := changed(kept{was.Name, was.Queues}, kept{now.Name, now.Queues})
	a.audit(ctx, "operator changed", "operator", now.ID, "changed", besides(names, "password", password))
}

// resetOperatorPassword gives an operator's phones a password that nobody has
// seen, of those who know the one he had.
func (a *api) resetOperatorPassword(ctx context.Context, in *operatorPath) (*operatorAnswer, error) {
	a.changing.Lock()
	defer a.changing.Unlock()
	was, err := a.operator(ctx, in.ID)
	if err != nil {
		return nil, a.failure("read the operator", "operator "+in.ID, err)
	}
	change := was.Operator
	change.Password = makePassword()
	view, err := a.put(ctx, change)
	if err != nil {
		return nil, err
	}
	a.audit(ctx, "operator's password made anew", "operator", in.ID)
	answer := operatorAnswer{operatorToJSON(view)}
	answer.Body.Password = change.Password
	return &answer, nil
}

func (a *api) deleteOperator(ctx context.Context, in *operatorPath) (*struct{}, error) {
	a.changing.Lock()
	defer a.changing.Unlock()
	// Deleting nobody may be no error below.
	if _, err := a.operator(ctx, in.ID); err != nil {
		return nil, a.failure("read the operator", "operator "+in.ID, err)
	}
	if err := a.people.Delete(ctx, dialplan.OperatorID(in.ID)); err != nil {
		return nil, a.failure("remove the operator", "operator "+in.ID, err)
	}
	a.audit(ctx, "operator removed", "operator", in.ID)
	if a.live != nil {
		a.live.setOpens(dialplan.OperatorID(in.ID), "") // who comes after him chooses for himself
	}
	return nil, nil
}

func (a *api) setStatus(ctx context.Context, in *statusRequest) (*operatorAnswer, error) {
	if err := onlyHimself(actorOf(ctx), dialplan.OperatorID(in.ID)); err != nil {
		return nil, err
	}
	status, mistakes := readStatus(in.Body)
	if err := refusal(mistakes); err != nil {
		return nil, err
	}
	if err := a.people.SetStatus(ctx, dialplan.OperatorID(in.ID), status, in.Body.Reason); err != nil {
		return nil, a.failure("set the operator's status", "operator "+in.ID, err)
	}
	if actorOf(ctx).operator != dialplan.OperatorID(in.ID) { // what he says of himself is his record, not a matter of trust
		a.audit(ctx, "operator's status set", "operator", in.ID, "status", in.Body.Status, "reason", in.Body.Reason)
	}
	return a.getOperator(ctx, &operatorPath{in.ID})
}

func (a *api) endWrapUp(ctx context.Context, in *operatorPath) (*struct{}, error) {
	if err := onlyHimself(actorOf(ctx), dialplan.OperatorID(in.ID)); err != nil {
		return nil, err
	}
	if err := a.people.EndWrapUp(ctx, dialplan.OperatorID(in.ID)); err != nil {
		return nil, a.failure("end the operator's wrap-up", "operator "+in.ID, err)
	}
	return nil, nil
}

// put keeps a change and says what has become of it.
func (a *api) put(ctx context.Context, o dialplan.Operator) (OperatorView, error) {
	if err := a.people.Put(ctx, o); err != nil {
		return OperatorView{}, a.failure("keep the operator", "operator "+string(o.ID), err)
	}
	view, err := a.operator(ctx, string(o.ID))
	if err != nil {
		return OperatorView{}, a.failure("read the operator", "operator "+string(o.ID), err)
	}
	return view, nil
}

// operator is one operator, or ErrNotFound.
func (a *api) operator(ctx context.Context, id string) (OperatorView, error) {
	views, err := a.people.Operators(ctx)
	if err != nil {
		return OperatorView{}, err
	}
	i := slices.IndexFunc(views, func(v OperatorView) bool { return string(v.ID) == id })
	if i < 0 {
		return OperatorView{}, ErrNotFound
	}
	return views[i], nil
}

// readChange checks what is to be known of an operator.
func (a *api) readChange(c operatorChangeJSON) (dialplan.Operator, []*huma.ErrorDetail) {
	o := dialplan.Operator{Name: c.Name, Password: c.Password}
	mistakes := append(checkName(c.Name), checkPassword(c.Password)...)
	mistakes = append(mistakes, a.checkQueues(c.Queues)...)
	for _, m := range c.Queues {
		o.Queues = append(o.Queues, route.Membership{Queue: m.Queue, Group: m.Group, Priority: max(1, m.Priority)})
	}
	return o, mistakes
}
