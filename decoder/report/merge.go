package report

import "slices"

// Merge makes one report of several, one an input, in the order given: the messages of all under one
// running index, each with the name of its input. The one chosen is the gravest of those that each
// report chose: refused, then undetermined, then accepted; the first of its equals. Input, JudgedAt and
// JudgedBy are those of that one. Problem is set only when no report had a message.
func Merge(reports []Report) Report {
	if len(reports) == 1 {
		return reports[0]
	}
	out := Report{Schema: Schema, Chosen: -1, Messages: []Message{}}
	grave := map[Verdict]int{Accepted: 1, Undetermined: 2, Refused: 3}
	best := 0
	for i, r := range reports {
		if i == 0 {
			out.Tool, out.Input = r.Tool, r.Input
		}
		in := r.Input
		in.Problem = r.Problem
		out.Inputs = append(out.Inputs, in)
		if r.Chosen >= 0 && r.Chosen < len(r.Messages) {
			if g := grave[r.Messages[r.Chosen].Verdict]; g > best {
				best = g
				out.Chosen = len(out.Messages) + r.Chosen
				out.Input, out.JudgedAt, out.JudgedBy = r.Input, r.JudgedAt, r.JudgedBy
			}
		}
		out.Flow = joined(out.Flow, r.Flow, len(out.Messages), r.Input.Name)
		for _, m := range r.Messages {
			m.Index, m.Input = len(out.Messages), r.Input.Name
			out.Messages = append(out.Messages, m)
		}
	}
	if len(out.Messages) == 0 {
		for _, r := range reports {
			if r.Problem != nil {
				out.Problem = r.Problem
				break
			}
		}
	}
	return out
}

// joined gives one flow of two, of which the messages of the second, from the input of that name, stand
// behind so many others. What is in different inputs is not tied: nobody knows that they are of one browser.
func joined(f, g *Flow, behind int, name string) *Flow {
	if g == nil {
		return f
	}
	if f == nil {
		f = &Flow{}
	}
	for _, p := range g.Parties {
		i := slices.IndexFunc(f.Parties, func(q Party) bool { return q.Lane == p.Lane })
		if i < 0 {
			p.Hosts = slices.Clone(p.Hosts)
			f.Parties = append(f.Parties, p)
			continue
		}
		for _, h := range p.Hosts {
			if !slices.Contains(f.Parties[i].Hosts, h) {
				f.Parties[i].Hosts = append(f.Parties[i].Hosts, h)
			}
		}
	}
	order := []Lane{AtApplication, AtBrowser, AtIdP, AtOther}
	slices.SortFunc(f.Parties, func(a, b Party) int { return slices.Index(order, a.Lane) - slices.Index(order, b.Lane) })
	shift := func(i *int) *int {
		if i == nil {
			return nil
		}
		moved := *i + behind
		return &moved
	}
	for _, s := range g.SignIns {
		s.Message += behind
		s.Steps = each(s.Steps, func(step *Step) { step.Message, step.Answers = shift(step.Message), shift(step.Answers) })
		f.SignIns = append(f.SignIns, s)
	}
	for _, is := range g.Issuers {
		if !slices.Contains(f.Issuers, is) {
			f.Issuers = append(f.Issuers, is)
		}
	}
	for _, n := range g.Notes {
		f.Notes = append(f.Notes, name+": "+n) // they count the sign-ins of their own input
	}
	return f
}
