package ui

import (
	"bytes"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
)

// pickFile shows a metadata file: whether it is fit to send, what is in it, and what to do with it.
func (w *window) pickFile(m report.Message) {
	tabs := fileTabs
	if m.Metadata.Plan != nil {
		tabs = plannedTabs
	}
	w.offer(tabs)
	verdict := verdictOf(m, w.judgedFor)
	found, certs, plan := checkRows(m, w.judgedFor), certRows(m, w.zone), planOf(m.Metadata.Plan)
	recognised := recognisedOf(m, w.source, w.zone)

	w.checks.show(found)
	w.certs.show(m, certs, w.now())
	w.contents.show(m.Metadata, w.source.several)
	w.plan.show(plan)
	w.xml.show(m)
	w.status.show(recognised)
	w.items[tabChecks].Text = checksTab(found)
	switch {
	case len(w.source.several) > 0:
		w.openTab(tabContents) // one of them is to be chosen there
	case m.Verdict == report.Refused || len(certs) == 0:
		w.openTab(tabChecks)
	}
	w.tabs.Refresh()
	row := w.fileRow()
	w.drawBanner(m, row)
	w.page.ScrollToTop()
	w.tabOpened()
	w.tell(state{View: "metadata", Recognised: recognised, Verdict: &verdict, Checks: found, Certificates: certs, Plan: plan, File: &row})
}

// file is the metadata file on display; ok is false when there is none.
func (w *window) file() (m report.Message, ok bool) {
	if w.picked < 0 || w.source.held == nil || !isFile(w.report.Messages[w.picked]) {
		return m, false
	}
	return w.report.Messages[w.picked], true
}

// inSight is file where nothing else is looked at: what is done with a file is done where it is seen.
func (w *window) inSight() (m report.Message, ok bool) {
	if len(w.stage.Objects) == 0 || w.stage.Objects[0] != w.result {
		return m, false
	}
	return w.file()
}

func (w *window) fileRow() fileRow {
	st, of := w.session.standing(w.report)
	return fileRowOf(w.report.Messages[w.picked], w.source, st, of.Name, w.session.former != nil)
}

// showStanding says in the banner how the file on display stands to the library, which may have changed.
func (w *window) showStanding() {
	if w.picked < 0 || !isFile(w.report.Messages[w.picked]) {
		return
	}
	row := w.fileRow()
	w.drawBanner(w.report.Messages[w.picked], row)
	if w.state.View == "metadata" {
		w.state.File = &row
		w.tell(w.state)
	}
}

func (w *window) drawBanner(m report.Message, row fileRow) {
	do := fileActions{
		choose: w.chooseEntity, whole: w.lookAtWhole,
		keep: w.keepFile, replace: w.keepFile, compare: w.compareWith, handOff: w.handOff, reminder: w.saveReminder, timeBar: w.saveTimeBar, back: w.session.lookBack,
	}
	w.banner.show(verdictOf(m, w.judgedFor), do.main(row, m.Verdict == report.Accepted), do.strip(row))
	w.evidence.Refresh()
}

// keepFile puts the file on display into the library. One of the same entity is not replaced before the two
// have been compared.
func (w *window) keepFile() {
	if _, ok := w.inSight(); !ok {
		w.notice.show(lang.L("notice.no-file"))
		return
	}
	w.notice.hide()
	switch st, of := w.session.standing(w.report); st {
	case notKept:
		w.session.keep(w.source, false)
	case otherKept:
		w.session.compare(fromEntry(of), w.source, &of)
	case isKept:
		w.notice.show(lang.L("file.kept", fill{"Name": shown(of.Name)}))
	case cannotBe:
		w.notice.show(w.fileRow().Words)
	}
}

// compareWith asks what the file on display is to be compared with: the file that was sent last.
func (w *window) compareWith() {
	if _, ok := w.inSight(); !ok {
		w.notice.show(lang.L("notice.no-file"))
		return
	}
	fresh := w.source
	var rows []fyne.CanvasObject
	var d *dialog.CustomDialog
	for _, e := range w.session.library.list() {
		if e.File == nil {
			continue
		}
		rows = append(rows, newPressable(card(inset(10, 12, libraryText(e))), func() {
			d.Hide()
			w.session.compare(fromEntry(e), fresh, nil)
		}))
	}
	d = w.listDialog(listing{
		title: lang.L("compare.title"), about: lang.L("compare.about"), none: lang.L("compare.none"), rows: rows,
		add: lang.L("compare.choose"), onAdd: func() {
			w.chooseFile(lang.L("compare.choose"), nil, func(path string) { w.session.compare(fromFile(path), fresh, nil) })
		},
	})
}

// saveReminder saves the days to be reminded of as a calendar.
func (w *window) saveReminder() {
	if _, ok := w.inSight(); !ok {
		w.notice.show(lang.L("notice.no-file"))
		return
	}
	var out bytes.Buffer
	n, left, err := decoder.WriteReminders(&out, w.report, w.session.options())
	switch {
	case err != nil:
		w.notice.show(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
	case n == 0:
		w.notice.show(lang.L("file.no-reminder"))
	default:
		if left > 0 {
			w.notice.show(lang.N("file.reminders-left", left, fill{"Count": count(left)}))
		}
		w.saveFile("certificate-reminder.ics", out.Bytes())
	}
}

// saveTimeBar saves the lives of the certificates as a drawing.
func (w *window) saveTimeBar() {
	m, ok := w.inSight()
	if !ok {
		w.notice.show(lang.L("notice.no-file"))
		return
	}
	var out bytes.Buffer
	if err := report.WriteTimeBarSVG(&out, m, report.TimeBarOptions{Now: w.now()}); err != nil {
		w.notice.show(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
		return
	}
	w.saveFile("certificates.svg", out.Bytes())
}

// chooseEntity leads to where one entity of several is chosen.
func (w *window) chooseEntity() {
	w.openTab(tabContents)
	w.win.Canvas().Focus(w.contents.search)
}

func (w *window) entityChosen(id string) { w.session.lookAtEntity(w.source, id) }

// lookAtWhole goes back to the file that the entity on display is of.
func (w *window) lookAtWhole() {
	if w.source.whole != nil {
		w.session.look(*w.source.whole)
	}
}

// showComparison implements screen.
func (w *window) showComparison(c comparing) {
	w.compared = c
	row := comparisonOf(*c.report.Comparison)
	w.compare.show(row, c.was != nil)
	w.toolbar.loaded(true)
	w.put(w.compare.content())
	w.tell(state{View: "comparison", Comparison: &row})
}

func (w *window) swapCompared() { w.session.compare(w.compared.fresh, w.compared.sent, nil) }

// replaceEntry puts the fresh file in the place of the one that it was compared with.
func (w *window) replaceEntry() {
	fresh, was := w.compared.fresh, *w.compared.was
	w.toDisplayed()
	w.session.replace(fresh, was)
}

// keepBeside keeps the fresh file beside the one that it was compared with.
func (w *window) keepBeside() {
	fresh := w.compared.fresh
	w.toDisplayed()
	w.session.keep(fresh, true)
}

// toDisplayed leaves the comparison for what is on display behind it.
func (w *window) toDisplayed() {
	if w.picked >= 0 {
		w.back()
	} else {
		w.clear()
	}
}

// leaveComparison shows the file again that was compared, or the fresh one of two that were given together.
func (w *window) leaveComparison() {
	if w.picked >= 0 {
		w.back()
		return
	}
	w.session.look(w.compared.fresh)
}
