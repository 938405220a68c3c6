package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/profile"
)

// toolbar has the ways in, once something is loaded, and the setting that messages are judged in.
type toolbar struct {
	onChoose    func(name string)
	ways        *fyne.Container
	application *widget.Select
	identifiers *widget.Button
	metadata    *widget.Button
	names       map[string]string // profile name by title
	box         fyne.CanvasObject
}

func newToolbar(onPaste, onOpen, onCapture, onExample func(), onChoose func(string), onIdentifiers, onMetadata func()) *toolbar {
	t := &toolbar{onChoose: onChoose}
	t.ways = container.NewHBox(
		widget.NewButtonWithIcon(lang.L("toolbar.paste"), iconPaste.in(theme.ColorNameForeground), onPaste),
		widget.NewButtonWithIcon(lang.L("toolbar.open"), iconOpen.in(theme.ColorNameForeground), onOpen),
		widget.NewButtonWithIcon(lang.L("toolbar.capture"), iconRecord.in(theme.ColorNameForeground), onCapture),
		widget.NewButtonWithIcon(lang.L("toolbar.examples"), iconExample.in(theme.ColorNameForeground), onExample))
	t.application = widget.NewSelect(nil, func(title string) { t.onChoose(t.names[title]) })
	t.identifiers = widget.NewButton("", onIdentifiers)
	t.metadata = widget.NewButtonWithIcon("", iconKey.in(theme.ColorNameForeground), onMetadata)
	label := newText(natural, theme.SizeNameText, span{text: lang.L("toolbar.application"), color: colorMuted})
	t.box = inset(6, 8, container.New(apart{flow{8}, label}, t.ways, label, container.New(fixedWidth(190), t.application), t.identifiers, t.metadata))
	return t
}

func (t *toolbar) content() fyne.CanvasObject { return t.box }

// loaded tells whether there is something on display; the empty window has larger ways in.
func (t *toolbar) loaded(yes bool) {
	if yes {
		t.ways.Show()
	} else {
		t.ways.Hide()
	}
	t.box.Refresh()
}

// show tells the setting.
func (t *toolbar) show(profiles []*profile.Profile, chosen *profile.Profile, id application, files int) {
	t.names = map[string]string{}
	t.application.Options = nil
	for _, p := range profiles {
		t.application.Options = append(t.application.Options, p.Title)
		t.names[p.Title] = p.Name
	}
	if chosen != nil {
		t.application.Selected = chosen.Title
	}
	t.application.Refresh()
	words := lang.L("toolbar.identifiers-none")
	if id.EntityID+id.ACS != "" {
		words = lang.L("toolbar.identifiers")
	}
	t.identifiers.SetText(words)
	words = lang.L("toolbar.metadata-none")
	if files > 0 {
		words = lang.N("toolbar.metadata", files, fill{"Count": count(files)})
	}
	t.metadata.SetText(words)
	t.box.Refresh()
}

// status is the line at the bottom: what was recognised, or the work under way.
type status struct {
	ui     Dispatcher
	words  *text
	title  *text
	size   *text
	bar    *widget.ProgressBar
	blind  *widget.ProgressBarInfinite // for a size that is not known
	work   *fyne.Container
	box    fyne.CanvasObject
	total  int64
	run    int // jobs begun and ended, so that a late look finds out that it is late
	active bool
}

// patience is how long a job may take before its progress is shown: most are done by then, and a bar
// that flashes up tells nobody anything.
const patience = 250 * time.Millisecond

func newStatus(ui Dispatcher, onCancel func()) *status {
	s := &status{ui: ui, words: newText(cut, theme.SizeNameCaptionText), title: newText(natural, theme.SizeNameCaptionText), size: newText(natural, theme.SizeNameCaptionText)}
	s.bar = widget.NewProgressBar()
	s.bar.TextFormatter = func() string { return "" }
	s.blind = widget.NewProgressBarInfinite()
	s.blind.Stop()
	cancel := newPressable(inset(2, 12, newText(natural, theme.SizeNameCaptionText, span{text: lang.L("status.cancel"), style: fyne.TextStyle{Bold: true}})), onCancel)
	cancel.fill, cancel.radius = theme.ColorNameButton, 4
	s.work = container.New(columns{gap: 10, weights: []float32{0, 1, 0, 0}, middle: true}, s.title,
		container.New(fixedHeight(10), s.bar, s.blind), s.size, cancel)
	s.work.Hide()
	s.box = container.NewStack(inset(6, 12, s.words), inset(4, 12, s.work)) // both 28 high: nothing moves
	return s
}

func (s *status) content() fyne.CanvasObject { return s.box }

func (s *status) show(words string) { s.words.set(span{text: words, color: colorMuted}) }

func (s *status) begin(title string, total int64) {
	s.run++
	s.total, s.active = total, true
	s.title.set(span{text: lang.L("status.working", fill{"Name": title})})
	s.size.set()
	s.bar.SetValue(0)
	run := s.run
	s.ui.After(patience, func() {
		if s.run != run || !s.active {
			return
		}
		if s.total > 0 {
			s.bar.Show()
			s.blind.Hide()
		} else {
			s.bar.Hide()
			s.blind.Show()
			s.blind.Start()
		}
		s.words.Hide()
		s.work.Show()
	})
}

func (s *status) point(done int64) {
	if s.total > 0 {
		s.bar.SetValue(float64(done) / float64(s.total))
		s.size.set(span{text: lang.L("status.progress", fill{"Done": bytesOf(done), "Total": bytesOf(s.total)}), color: colorMuted})
	} else {
		s.size.set(span{text: bytesOf(done), color: colorMuted})
	}
	s.work.Refresh()
}

func (s *status) end() {
	s.active = false
	s.blind.Stop()
	s.work.Hide()
	s.words.Show()
}

// fixedHeight is a layout that gives its children one height, in the middle of the place they have.
type fixedHeight float32

func (f fixedHeight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(fyne.NewSize(size.Width, float32(f)))
		o.Move(fyne.NewPos(0, (size.Height-float32(f))/2))
	}
}

func (f fixedHeight) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, float32(f)) }

// notice is a slim line under the toolbar that tells what just happened; it stays until the next thing
// happens or it is closed.
type notice struct {
	words  string
	box    *fyne.Container
	within *fyne.Container // laid out anew when the line comes or goes: the toolkit does so only where nothing else changes; nil: none
}

func newNotice() *notice {
	n := &notice{box: container.NewStack()}
	n.box.Hide()
	return n
}

func (n *notice) content() fyne.CanvasObject { return n.box }

func (n *notice) hide() {
	n.words = ""
	n.box.Hide()
	n.settle()
}

func (n *notice) settle() {
	if c := n.within; c != nil {
		c.Layout.Layout(c.Objects, c.Size())
	}
}

func (n *notice) show(words string, actions ...action) {
	n.words = words
	buttons := container.NewHBox()
	for _, a := range actions {
		b := widget.NewButton(a.words, func() {
			n.hide()
			a.do()
		})
		b.Importance = widget.LowImportance
		buttons.Add(b)
	}
	shut := widget.NewButtonWithIcon("", theme.CancelIcon(), n.hide)
	shut.Importance = widget.LowImportance
	buttons.Add(shut)
	line := container.New(columns{gap: 8, weights: []float32{0, 1, 0}, middle: true}, icon(iconInfo, toneNote.strong(), 18), body(words), buttons)
	n.box.Objects = []fyne.CanvasObject{inset(0, 8, newPanel(toneNote.soft(), 6, inset(1, 10, line)))}
	n.box.Show()
	n.box.Refresh()
	n.settle()
}
