package ui

import (
	"slices"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// offer offers to keep what the request of the chosen sign-in says of its application, where the user has
// entered none of it that says otherwise.
func (s *session) offer(r report.Report, application string) {
	asked := askedOf(r)
	has := s.identifiers()
	differs := has.EntityID != "" && asked.EntityID != "" && has.EntityID != asked.EntityID || has.ACS != "" && asked.ACS != "" && has.ACS != asked.ACS
	adds := has.EntityID == "" && asked.EntityID != "" || has.ACS == "" && asked.ACS != ""
	if differs || !adds {
		return
	}
	if asked.EntityID == "" {
		asked.EntityID = has.EntityID
	}
	if asked.ACS == "" {
		asked.ACS = has.ACS
	}
	s.screen.showNotice(lang.L("notice.asked", fill{"Application": application, "Values": joined(", ", shown(asked.EntityID), shown(asked.ACS))}),
		action{lang.L("notice.keep"), func() {
			s.screen.showNotice(lang.L("notice.kept"))
			s.enter(asked.EntityID, asked.ACS)
		}})
}

// askedOf is what the request says in the sign-in of the chosen message; empty without one.
func askedOf(r report.Report) report.Asked {
	if r.Flow == nil {
		return report.Asked{}
	}
	for _, s := range r.Flow.SignIns {
		chosen := slices.ContainsFunc(s.Steps, func(step report.Step) bool { return step.Message != nil && *step.Message == r.Chosen })
		if chosen && s.Asked != nil {
			return *s.Asked
		}
	}
	return report.Asked{}
}
