package check

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/report"
)

// Judgement is what there is to say about one message.
type Judgement struct {
	Findings  []report.Finding // in the order of the checks
	Verdict   report.Verdict
	Sentence  string        // the one sentence, whatever the verdict
	Cause     *report.Cause // nil when accepted
	Signature report.Signature
	Claims    []report.Claim // wanted ones first, in the profile's order
	Notes     []string       // what is not listed in Findings and Claims, for its number
}

// mostOutcomes bounds the outcomes of one check that are kept: what a sender repeats without end is told a
// hundred times. Every wanted claim has room in it (profile.maxClaims).
const mostOutcomes = 100

// asked is one outcome with the check it came from.
type asked struct {
	*Outcome
	check   *Check
	finding int // index into Judgement.Findings
	because string
}

// manner is how the answer about one kind of thing is found and put.
type manner struct {
	refused func(*Case) string          // what stands before the reason for a refusal
	doubt   string                      // what stands before the reason why nothing can be said; {short} stands as in a Check
	besides string                      // the same behind what is to be mended meanwhile; empty: that is not named
	welcome func(*Case, []asked) string // the whole sentence of what is accepted
	signed  bool                        // it is accepted only when a trusted key signed what was read from it
}

// manners are those of what is no message; a message has ofMessage.
var manners = map[kinds]manner{
	onFile: {
		refused: func(*Case) string { return "Do not send: " },
		doubt:   "Cannot tell whether this file is fit to send: ",
		welcome: fitToSend,
	},
	onSetup: {
		refused: func(*Case) string { return "A sign-in would fail: " },
		doubt:   "Cannot tell whether a sign-in would work: ",
		besides: "Beyond that it cannot be told whether a sign-in would work: ",
		welcome: setupWelcome,
	},
}

var ofMessage = manner{
	refused: func(c *Case) string { return c.refuser() + " would refuse this sign-in: " },
	doubt:   "Cannot tell whether {short} would take this sign-in: ",
	welcome: (*Case).welcome,
	signed:  true,
}

func (c *Case) manner() manner {
	if m, ok := manners[c.kind()]; ok {
		return m
	}
	return ofMessage
}

// Judge runs every check on the case, chooses the cause and gives the verdict. A message is accepted
// only when no check failed, a trusted key signed the assertion that the claims were read from, and
// nothing that bears on the answer was left unchecked; what is no message, when nothing failed and nothing
// that bears on the answer was left unchecked.
func Judge(c *Case) Judgement {
	kind, how := c.kind(), c.manner()
	number := 0 // of the checks that are asked, most of which have one outcome
	for i := range all {
		if all[i].on&kind != 0 {
			number++
		}
	}
	j := Judgement{Findings: make([]report.Finding, 0, number), Signature: overall(c)}
	j.Claims, j.Notes = claimRows(c)
	answers := make([]asked, 0, number)
	for i := range all {
		check := &all[i]
		if check.on&kind == 0 {
			continue
		}
		outcomes := ask(check, c)
		if more := len(outcomes) - mostOutcomes; more > 0 {
			outcomes = gravest(outcomes)
			j.Notes = append(j.Notes, fmt.Sprintf("%d more findings of the check %s", more, check.ID))
		}
		for k := range outcomes {
			answers = append(answers, asked{Outcome: &outcomes[k], check: check, finding: len(j.Findings)})
			j.Findings = append(j.Findings, c.finding(check, &outcomes[k]))
		}
	}
	var failed []asked
	for _, a := range answers {
		if a.Level == report.Fail {
			failed = append(failed, a)
		}
	}
	explainAway(failed)
	for _, a := range failed {
		j.Findings[a.finding].BecauseOf = a.because
	}
	switch open := firstOpen(answers); {
	case len(failed) > 0:
		j.Verdict = report.Refused
		j.Cause = c.refusal(failed, how)
	case open != nil || how.signed && (!c.proven() || j.Signature != report.Valid):
		j.Verdict = report.Undetermined
		j.Cause = c.doubt(open, how, answers)
	default:
		j.Verdict = report.Accepted
		j.Sentence = how.welcome(c, answers)
	}
	if j.Cause != nil {
		j.Sentence = j.Cause.Sentence
	}
	return j
}

// gravest gives the outcomes that bear most on the answer, in their order among equals.
func gravest(outcomes []Outcome) []Outcome {
	kept := make([]Outcome, 0, mostOutcomes)
	for _, bears := range []func(*Outcome) bool{
		func(o *Outcome) bool { return o.Level == report.Fail },
		func(o *Outcome) bool { return o.Level != report.Fail && o.Open },
		func(o *Outcome) bool { return o.Level == report.Warn && !o.Open },
		func(o *Outcome) bool { return o.Level != report.Fail && o.Level != report.Warn && !o.Open },
	} {
		for i := range outcomes {
			if len(kept) < mostOutcomes && bears(&outcomes[i]) {
				kept = append(kept, outcomes[i])
			}
		}
	}
	return kept
}

// kept are the outcomes of a check that has very many: as many as are told, the failures among them first, and the
// number of the others.
type kept struct {
	list []Outcome
	more int
}

func (k *kept) add(o Outcome) {
	if len(k.list) < mostOutcomes {
		k.list = append(k.list, o)
		return
	}
	k.more++
	if milder := slices.IndexFunc(k.list, func(o Outcome) bool { return o.Level != report.Fail }); milder >= 0 && o.Level == report.Fail {
		k.list[milder] = o
	}
}

// outcomes gives what is kept; the last says how many more there are.
func (k *kept) outcomes() []Outcome {
	if k.more > 0 {
		k.list[len(k.list)-1].Detail += fmt.Sprintf(" There are %d more like this.", k.more)
	}
	return k.list
}

// finding turns an outcome into what is reported.
func (c *Case) finding(k *Check, o *Outcome) report.Finding {
	f := report.Finding{
		Check: k.ID, Subject: report.Brief(o.Subject), Level: o.Level, Title: c.name(k.Title), Detail: report.Brief(o.Detail),
		Expected: report.Brief(o.Expected), Actual: report.Brief(o.Actual), Place: c.Place(o.Node), Spec: c.name(k.Spec),
	}
	if o.Place != nil {
		f.Place = o.Place
	}
	if o.Level == report.Fail || o.Level == report.Warn || o.Level == report.NotChecked {
		f.Owner, f.Steps = c.remedy(k, o)
	}
	return f
}

// remedy says who mends an outcome, and how.
func (c *Case) remedy(k *Check, o *Outcome) (report.Owner, []string) {
	owner, steps := k.Owner, k.Steps
	if o.Owner != "" {
		owner = o.Owner
	}
	if o.Steps != nil {
		steps = o.Steps
	}
	steps = c.providerSteps(steps)
	named := make([]string, len(steps))
	for i, s := range steps {
		named[i] = report.Brief(c.name(s))
	}
	return owner, named
}

// name puts the application's names into a text of a table.
func (c *Case) name(s string) string {
	if !strings.Contains(s, "{") {
		return s
	}
	app, short := "the application", "the application"
	if c.Profile != nil {
		app, short = c.Profile.Title, c.Profile.Short
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "{app}", app), "{short}", short)
}

// hides says whether a failure of k makes a failure of other a mere consequence.
func (k *Check) hides(other string) bool {
	for _, h := range k.Hides {
		if h == other {
			return true
		}
		if theme, ok := strings.CutSuffix(h, "*"); ok && strings.HasPrefix(other, theme) && other != k.ID {
			return true
		}
	}
	return false
}

// before says whether a failure of k is more of a cause than one of other.
func (k *Check) before(other *Check) bool {
	return k.Rank != 0 && (other.Rank == 0 || k.Rank < other.Rank)
}

// refuser names who takes the message or not: of a request that is who is asked to sign the user in.
func (c *Case) refuser() string {
	switch {
	case c.kind() != onRequest:
		return c.name("{short}")
	case c.goesToEntra():
		return "Microsoft Entra"
	}
	return "The identity provider"
}

// explainAway sets because of every failure that another failure explains: the one of lowest rank.
func explainAway(failed []asked) {
	for i := range failed {
		var best *asked
		for k := range failed {
			by := &failed[k]
			if by.check != failed[i].check && by.check.hides(failed[i].check.ID) && (best == nil || by.check.before(best.check)) {
				best = by
			}
		}
		if best != nil {
			failed[i].because = best.check.ID
		}
	}
}

// refusal makes the cause of what failed: of the failures that no other explains, the one of lowest
// rank, in the order of the checks.
func (c *Case) refusal(failed []asked, how manner) *report.Cause {
	var cause *asked
	for i := range failed {
		a := &failed[i]
		if a.because == "" && (cause == nil || a.check.before(cause.check)) {
			cause = a
		}
	}
	if cause == nil { // hiding is acyclic (a test holds it), so something always remains
		cause = &failed[0]
	}
	sentence := cause.Sentence
	if sentence == "" {
		sentence = cause.Detail
	}
	if subjects := subjectsOf(failed, cause.check); len(subjects) > 1 && cause.check.Many != "" {
		sentence = fmt.Sprintf(cause.check.Many, list(subjects))
	}
	if !cause.Verbatim {
		sentence = how.refused(c) + sentence
	}
	told := c.cause(cause, sentence)
	for _, a := range failed { // the steps for each subject that the sentence names
		if a.check != cause.check || cause.check.Many == "" {
			continue
		}
		_, steps := c.remedy(a.check, a.Outcome)
		for _, s := range steps {
			if !slices.Contains(told.Steps, s) {
				told.Steps = append(told.Steps, s)
			}
		}
	}
	return told
}

// doubt makes the cause of an undetermined verdict. What is to be mended whatever the answer is comes first.
func (c *Case) doubt(open *asked, how manner, answers []asked) *report.Cause {
	if open == nil {
		// Every doubt has a finding of its own; should one be missing, it is still never called accepted.
		k, _ := Find("signature.covers")
		open = &asked{check: &k, Outcome: &Outcome{Sentence: "no trusted signature covers what the claims were read from"}}
	}
	sentence := open.Sentence
	if sentence == "" {
		sentence = open.Detail
	}
	warnings, steps := warned(c, answers)
	switch {
	case how.besides != "" && warnings != "":
		sentence = upperFirst(warnings) + ". " + how.besides + sentence
	case !open.Verbatim:
		sentence = c.name(how.doubt) + sentence
	}
	cause := c.cause(open, sentence)
	if how.besides != "" {
		cause.Steps = slices.Concat(steps, cause.Steps)
	}
	return cause
}

// warned says what there is to mend in a set-up although no sign-in fails for it, and how: the first warnings in the
// order of the checks, and how many more there are.
func warned(c *Case, answers []asked) (sentence string, steps []string) {
	const most = 2
	var said []string
	more := 0
	for _, a := range answers {
		switch {
		case a.Level != report.Warn || a.Open || a.Sentence == "":
		case len(said) == most:
			more++
		default:
			said = append(said, a.Sentence)
			_, how := c.remedy(a.check, a.Outcome)
			steps = append(steps, how...)
		}
	}
	sentence = strings.Join(said, "; ")
	if more > 0 {
		sentence += fmt.Sprintf("; and %d more", more)
	}
	return sentence, steps
}

func (c *Case) cause(a *asked, sentence string) *report.Cause {
	owner, steps := c.remedy(a.check, a.Outcome)
	return &report.Cause{Check: a.check.ID, Sentence: stop(report.Brief(sentence)), Owner: owner, Steps: steps, Spec: c.name(a.check.Spec)}
}

// welcome is the sentence of an accepted message, with what could not be compared.
func (c *Case) welcome([]asked) string {
	sentence := c.name("{short} should accept this sign-in.")
	var missing []string
	if c.EntityID == "" {
		missing = append(missing, "the "+theEntityID)
	}
	if c.ACS == "" {
		missing = append(missing, "the "+theACS)
	}
	if len(missing) > 0 {
		sentence += " Not compared, because not entered: " + list(missing) + "."
	}
	return sentence
}

// fitToSend is the sentence of a file that may be sent, with the warning that bears most on it.
func fitToSend(_ *Case, answers []asked) string {
	var first *asked
	more := -1
	for i := range answers {
		if a := &answers[i]; a.Level == report.Warn {
			if more++; first == nil || a.check.before(first.check) {
				first = a
			}
		}
	}
	switch {
	case first == nil:
		return "Fit to send."
	case more > 0:
		return stop(fmt.Sprintf("Fit to send, with %d warnings; the first: %s", more+1, report.Brief(first.Sentence)))
	}
	return stop("Fit to send, with a warning: " + report.Brief(first.Sentence))
}

// firstOpen gives the question left open that bears most on the answer, or nil.
func firstOpen(answers []asked) *asked {
	var first *asked
	for i := range answers {
		if a := &answers[i]; a.Open && a.Level != report.Fail && (first == nil || a.check.before(first.check)) {
			first = a
		}
	}
	return first
}

// subjectsOf lists the subjects that failed a check, each once.
func subjectsOf(failed []asked, k *Check) []string {
	var subjects []string
	seen := map[string]bool{}
	for _, a := range failed {
		if a.check == k && a.Subject != "" && !seen[a.Subject] {
			seen[a.Subject] = true
			subjects = append(subjects, a.Subject)
		}
	}
	return subjects
}

// list joins names as English does: "a", "a and b", "a, b and c".
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// stop ends a sentence with one full stop.
func stop(s string) string { return strings.TrimRight(s, ". ") + "." }
