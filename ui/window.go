// Package ui is the window: a view each for what there is to see, one door for work in the background
// (work.go), and one session that knows what is looked at and no widget. It shows reports and judges
// nothing itself; browser and socket are package capture's. The toolkit's app package stays with
// cmd/claimcheck, so that everything here runs in tests without a display.
package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"

	"claimcheck/decoder/report"
)

// setup is what a window is made with.
type setup struct {
	app     fyne.App
	ui      Dispatcher
	store   store
	version string
	now     func() time.Time
	zone    *time.Location
	look    variant // empty: as the user chose last
	dump    string  // file that tells what is on display; empty: none
	records recorder
}

// window holds the views and brings what the session says to them.
type window struct {
	setup
	win        fyne.Window
	session    *session
	report     report.Report
	source     source
	judgedFor  string // the application, as sentences name it
	picked     int
	steps      []flowRow // of the flow
	toolbar    *toolbar
	status     *status
	notice     *notice
	welcome    *welcome
	problem    *problem
	recorder   *capturePage
	messages   *messages
	banner     *banner
	claims     *claims
	checks     *checks
	signs      *signatures
	flow       *flowView
	xml        *xmlView
	certs      *certificates
	contents   *contents
	plan       *planView
	compare    *compareView
	compared   comparing // what the compare view shows
	shelf      *libraryPage
	setUp      *setupPage
	setUpSheet *setupView
	items      [numTabs]*container.TabItem
	tabs       *container.AppTabs // of items, those that what is on display has
	result     *fyne.Container    // messages and verdict
	side       *fyne.Container    // the list of messages
	evidence   *fyne.Container    // banner above tabs
	page       *container.Scroll  // of evidence, for a window that is too small for it
	stage      *fyne.Container    // one of welcome, problem, result
	sweeping   *work
	state      state
}

// newWindow builds the window without showing it.
func newWindow(s setup) *window {
	w := &window{setup: s, win: s.app.NewWindow(lang.L("window.title")), picked: -1}
	saved, err := s.store.settings()
	profiles, unreadable := s.store.profiles()
	w.session = &session{
		version: s.version, now: s.now, store: s.store, screen: w, settings: saved, profiles: profiles,
		recorder: s.records, stopRecording: func() {},
		library: openShelf(s.store.dir, s.ui, w.shelfChanged),
	}
	w.status = newStatus(s.ui, func() { w.session.work.stop() })
	w.session.work = newWork(s.ui, w.status.begin, w.status.point, w.status.end)
	w.session.recording = newWork(s.ui, func(string, int64) {}, func(int64) { w.session.point() }, func() {})
	if w.look == "" {
		w.look = saved.Look
	}
	s.app.Settings().SetTheme(newLook(w.look))

	w.toolbar = newToolbar(w.paste, w.open, w.capture, w.examples, w.session.choose, w.application, w.library)
	w.notice = newNotice()
	w.welcome = newWelcome(w.paste, w.open, w.capture, w.examples, w.checkMetadata, w.enterSetup, w.importMetadata, w.library)
	w.problem = newProblem(w.back, w.clear)
	w.recorder = newCapturePage(s.zone, captureActions{
		start: w.startCapture, listen: w.startListening, stop: func() { w.session.stopRecording() }, back: w.leaveCapture,
		byHand: w.byHand, other: w.otherBrowser, copy: w.copy, document: w.session.look,
	})
	w.messages = newMessages(w.pick)
	w.banner = newBanner(w.copyNote, w.clear, w.keys)
	w.claims = newClaims(w.jump)
	w.checks = newChecks(w.jump)
	w.signs = newSignatures(s.zone, w.copy, w.importMetadata, w.keys, w.jump)
	w.flow = newFlowView(s.zone, w.stepTapped, w.saveFlowSVG, w.saveFlowPNG)
	w.xml = newXML(s.ui, w.markTapped, func() { w.notice.show(lang.L("notice.too-large")) })
	w.certs = newCertificates(s.zone, w.copy, w.jump)
	w.contents = newContents(w.copy, w.entityChosen, w.session.look)
	w.plan = newPlanView()
	w.setUp = newSetupPage(setupActions{check: w.checkSetup, open: w.openPiece, back: w.toDisplayed})
	w.setUpSheet = newSetupView()
	w.shelf = newLibraryPage(libraryActions{
		look: w.lookAtEntry, replace: w.replaceFrom, rename: w.renameEntry, export: w.exportEntry, remove: w.removeEntry, add: w.importMetadata,
	})
	w.compare = newCompareView(compareActions{replace: w.replaceEntry, beside: w.keepBeside, swap: w.swapCompared, back: w.leaveComparison})
	for tab, of := range [numTabs]struct {
		words string
		view  fyne.CanvasObject
	}{
		tabClaims: {lang.L("tab.claims"), w.claims.content()}, tabChecks: {lang.L("tab.checks"), w.checks.content()},
		tabSignature: {lang.L("tab.signature"), w.signs.content()}, tabFlow: {lang.L("tab.flow"), w.flow.content()}, tabXML: {lang.L("tab.xml"), w.xml.content()},
		tabCertificates: {lang.L("tab.certificates"), w.certs.content()}, tabContents: {lang.L("tab.contents"), w.contents.content()}, tabPlan: {lang.L("tab.plan"), w.plan.content()},
		tabSetup: {lang.L("tab.setup"), w.setUpSheet.content()},
	} {
		w.items[tab] = container.NewTabItem(of.words, of.view)
	}
	w.tabs = container.NewAppTabs()
	w.offer(messageTabs)
	w.tabs.OnSelected = func(*container.TabItem) {
		w.tabOpened()
		w.page.ScrollToBottom() // in a low window the tabs are below the banner
	}
	w.evidence = container.New(share{part: 0.58, least: 240, gap: 6, want: w.banner.height}, w.banner.content(), w.tabs)
	w.page = container.NewScroll(w.evidence)
	w.side = container.New(layout.NewCustomPaddedLayout(0, 0, 0, 10), container.New(fixedWidth(210), w.messages.content()))
	w.result = container.NewBorder(nil, nil, w.side, nil, w.page)
	w.stage = container.NewStack()
	top := vertical(4, w.toolbar.content(), w.notice.content())
	w.notice.within = container.New(frame{4}, top, inset(0, 8, w.stage), w.status.content())
	w.win.SetContent(w.notice.within)
	w.win.SetMainMenu(w.menu())
	for _, m := range []fyne.KeyModifier{fyne.KeyModifierShortcutDefault, fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift} {
		// The menu has Ctrl and plus; on many keyboards plus is on the key of the equals sign.
		w.win.Canvas().AddShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEqual, Modifier: m}, func(fyne.Shortcut) { w.zoomFlow(func() { w.flow.zoom(1) })() })
	}
	w.win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { w.dropped(uris) })
	w.showSetting()
	w.clear()
	w.sweep()
	s.app.Lifecycle().SetOnEnteredForeground(func() { w.session.library.reload(w.session.again) })
	if err != nil {
		w.showNotice(lang.L("notice.settings", fill{"Reason": report.Clean(err.Error())}))
	}
	if len(unreadable) > 0 {
		w.showNotice(lang.L("notice.profile", fill{"Reason": report.Clean(unreadable[0].Error())}))
	}
	return w
}

// sweep deletes in the background what a capture left behind whose program was killed.
func (w *window) sweep() {
	w.sweeping = newWork(w.ui, func(string, int64) {}, func(int64) {}, func() {})
	begin(w.sweeping, "", 0, func(context.Context, func(int64)) (struct{}, error) { return struct{}{}, w.records.sweep() }, func(_ struct{}, err error) {
		if err != nil {
			w.showNotice(lang.L("notice.leftover", fill{"Reason": report.Clean(err.Error())}))
		}
	})
}

const (
	tabClaims = iota
	tabChecks
	tabSignature
	tabFlow
	tabXML
	tabCertificates
	tabContents
	tabPlan
	tabSetup
	numTabs
)

// The tabs of a message, and of a metadata file without a plan and with one.
var (
	messageTabs = []int{tabClaims, tabChecks, tabSignature, tabFlow, tabXML}
	fileTabs    = []int{tabCertificates, tabChecks, tabContents, tabXML}
	plannedTabs = []int{tabCertificates, tabChecks, tabPlan, tabContents, tabXML}
	setupTabs   = []int{tabSetup, tabChecks} // of a set-up
)

// offer gives what is on display its tabs; the open one stays open where it has that.
func (w *window) offer(tabs []int) {
	items := make([]*container.TabItem, len(tabs))
	for i, tab := range tabs {
		items[i] = w.items[tab]
	}
	if slices.Equal(items, w.tabs.Items) {
		return
	}
	open := w.tabs.Selected()
	w.tabs.SetItems(items)
	w.tabs.SelectIndex(max(0, slices.Index(items, open)))
}

// openTab opens a tab, where what is on display has it.
func (w *window) openTab(tab int) {
	if slices.Contains(w.tabs.Items, w.items[tab]) {
		w.tabs.Select(w.items[tab])
		w.page.ScrollToBottom() // also where it was open already
	}
}

// opened is the tab that is open.
func (w *window) opened() int { return slices.Index(w.items[:], w.tabs.Selected()) }

// put shows one thing in the stage. A field that is gone from sight takes no keys.
func (w *window) put(o fyne.CanvasObject) {
	if len(w.stage.Objects) == 0 || w.stage.Objects[0] != o {
		w.win.Canvas().Unfocus()
	}
	w.stage.Objects = []fyne.CanvasObject{o}
	w.stage.Refresh()
}

// showReport implements screen.
func (w *window) showReport(r report.Report, src source, application string) {
	former := w.source
	w.report, w.source, w.judgedFor = r, src, application
	rows := messageRows(r, w.zone)
	w.side.Hide()
	if len(rows) > 1 {
		w.messages.show(rows, r.Chosen)
		w.side.Show()
	}
	if src.recording == 0 || src.recording != former.recording { // the same capture goes on where it is looked at
		w.tabs.SelectIndex(0)
	}
	w.toolbar.loaded(true)
	w.steps = w.flow.show(r.Flow, r.Chosen)
	w.pick(r.Chosen)
	w.put(w.result)
}

// pick shows one message of the report.
func (w *window) pick(index int) {
	if index < 0 || index >= len(w.report.Messages) {
		return
	}
	w.picked = index
	m := w.report.Messages[index]
	if isFile(m) {
		w.pickFile(m)
		return
	}
	if m.Setup != nil {
		w.pickSetup(m)
		return
	}
	w.offer(messageTabs)
	verdict := verdictOf(m, w.judgedFor)
	wanted, extra := claimRows(m, w.judgedFor)
	found := checkRows(m, w.judgedFor)
	signed, covered := signatureRows(m), coverageRows(m)
	recognised := recognisedOf(m, w.source, w.zone)

	w.banner.show(verdict, nil, nil)
	w.claims.show(wanted, extra, m.Signature, w.judgedFor, verdict.Steps, verdict.sealed)
	w.checks.show(found)
	w.signs.show(signed, covered, m, w.now(), len(w.session.library.list()))
	w.flow.mark(index)
	w.xml.show(m)
	w.status.show(recognised)
	w.items[tabChecks].Text = checksTab(found)
	w.tabs.Refresh()
	w.evidence.Refresh()
	w.page.ScrollToTop()
	w.tabOpened()
	w.tell(state{
		View: "report", Recognised: recognised, Verdict: &verdict, Wanted: wanted, Extra: extra, Checks: found, Signatures: signed,
		Coverage: covered, Messages: messageRows(w.report, w.zone), Picked: index, Flow: w.steps,
	})
}

// checksTab names the tab with the number of failures, so that they are seen from every tab.
func checksTab(rows []checkRow) string {
	if n := tally(rows)[report.Fail]; n > 0 {
		return lang.N("tab.checks-failed", n, fill{"Count": count(n)})
	}
	return lang.L("tab.checks")
}

// recognisedOf says what the source turned out to be and when it was judged at.
func recognisedOf(m report.Message, src source, zone *time.Location) string {
	at := ""
	switch {
	case (isFile(m) || m.Setup != nil) && m.JudgedBy == report.ByNow: // as dates of a file are, when no other day is asked for
		at = lang.L("status.judged-now", fill{"Time": clock(m.JudgedAt, zone)})
	case !m.JudgedAt.IsZero():
		at = lang.L("status.judged", fill{"Time": clock(m.JudgedAt, zone), "Source": m.JudgedBy.Words()})
	}
	return joined("  ·  ", src.title, m.Recognised(), at)
}

// showProblem implements screen.
func (w *window) showProblem(p report.Problem, former bool) {
	row := problemOf(p)
	w.problem.show(row, former)
	w.put(w.problem.content())
	w.tell(state{View: "problem", Problem: &row})
}

// showNotice implements screen.
func (w *window) showNotice(words string, actions ...action) {
	if w.shelf.isOpen() {
		w.shelf.notice.show(words, actions...)
		return
	}
	w.notice.show(words, actions...)
}

// showSetting implements screen.
func (w *window) showSetting() {
	files := len(w.session.library.list())
	w.toolbar.show(w.session.profiles, w.session.profile(), w.session.identifiers(), files)
	w.welcome.show(files)
	w.showStanding()
	w.showLibrary()
}

// shelfChanged shows what the library holds now, and tells what is wrong with it.
func (w *window) shelfChanged() {
	w.showSetting()
	w.tellTroubles(w.session.library.told())
}

// back returns from a problem to the result before it.
func (w *window) back() { w.put(w.result); w.pick(w.picked) }

// clear drops the message and everything read from it.
func (w *window) clear() {
	w.session.forget()
	w.report, w.source, w.judgedFor, w.picked = report.Report{}, source{}, "", -1
	w.toolbar.loaded(false)
	w.status.show("")
	w.notice.hide()
	w.xml.show(report.Message{})
	w.steps = w.flow.show(nil, -1)
	w.put(w.welcome.content())
	w.tell(state{View: "welcome"})
}

// tabOpened lets the view behind a tab do what it put off.
func (w *window) tabOpened() {
	switch w.opened() {
	case tabFlow:
		w.flow.opened()
	case tabXML:
		w.xml.opened()
	}
}

// stepTapped shows the message of a step, with the list at the left in step.
func (w *window) stepTapped(message int) {
	if len(w.report.Messages) > 1 {
		w.messages.list.Select(message)
	}
}

// zoomFlow changes the size of the drawing, which it opens.
func (w *window) zoomFlow(change func()) func() {
	return func() {
		w.openTab(tabFlow)
		change()
	}
}

// jump shows a place of the message in the XML tab.
func (w *window) jump(offset int) {
	w.xml.jumpTo(offset)
	w.openTab(tabXML)
	w.tabOpened()
}

// markTapped opens the finding whose mark in the XML was clicked.
func (w *window) markTapped(line int) {
	w.openTab(tabChecks)
	w.checks.openLine(line)
}

// find puts the keyboard into the search of the open tab.
func (w *window) find() {
	switch w.opened() {
	case tabXML:
		w.xml.focusSearch()
	default:
		w.openTab(tabChecks)
		w.win.Canvas().Focus(w.checks.search)
	}
}

func (w *window) copy(s string) {
	w.app.Clipboard().SetContent(s)
	w.notice.show(lang.L("notice.copied"))
}

// copyNote puts the ticket note of the message on display on the clipboard.
func (w *window) copyNote() {
	if w.picked < 0 {
		return
	}
	r := w.report
	r.Chosen = w.picked
	w.app.Clipboard().SetContent(report.Note(r))
	w.notice.show(lang.L("notice.note-copied"))
}

func (w *window) setLook(v variant) {
	w.look = v
	w.session.settings.Look = v
	w.session.save()
	w.app.Settings().SetTheme(newLook(v))
	w.win.SetMainMenu(w.menu())
}
