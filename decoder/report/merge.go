package report

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
