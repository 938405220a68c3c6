package ui

import "fyne.io/fyne/v2"

// stack is a layout that puts its children under each other, each as wide as the whole and as high
// as it wants to be at that width. The toolkit's VBox asks for the height before it gives the width.
type stack struct{ gap float32 }

func (s stack) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		h := settle(o, size.Width)
		o.Move(fyne.NewPos(0, y))
		y += h + s.gap
	}
}

func (s stack) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min, shown := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		min.Width = fyne.Max(min.Width, m.Width)
		min.Height += m.Height
		shown++
	}
	if shown > 1 {
		min.Height += s.gap * float32(shown-1)
	}
	return min
}

// settle gives o its width and then the height it wants at that width, which it returns.
func settle(o fyne.CanvasObject, width float32) float32 {
	h := o.MinSize().Height
	o.Resize(fyne.NewSize(width, h))
	if want := o.MinSize().Height; want != h {
		h = want
		o.Resize(fyne.NewSize(width, h))
	}
	return h
}

// columns is a layout that puts its children beside each other, aligned at the top. A weight of 0
// gives a child the width it asks for; the others share what is left.
type columns struct {
	gap     float32
	weights []float32
	middle  bool // aligned at the middle instead
	fill    bool // as high as the whole
}

func (c columns) widths(objects []fyne.CanvasObject, width float32) []float32 {
	out := make([]float32, len(objects))
	total, shown := float32(0), 0
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		shown++
		if c.weights[i] == 0 {
			out[i] = o.MinSize().Width
			width -= out[i]
		}
		total += c.weights[i]
	}
	width -= c.gap * float32(max(shown-1, 0))
	for i, o := range objects {
		if o.Visible() && c.weights[i] > 0 {
			out[i] = fyne.Max(0, width*c.weights[i]/total)
		}
	}
	return out
}

func (c columns) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	x := float32(0)
	for i, w := range c.widths(objects, size.Width) {
		o := objects[i]
		if !o.Visible() {
			continue
		}
		h := settle(o, w)
		y := float32(0)
		switch {
		case c.middle:
			y = (size.Height - h) / 2
		case c.fill:
			o.Resize(fyne.NewSize(w, size.Height))
		}
		o.Move(fyne.NewPos(x, y))
		x += w + c.gap
	}
}

func (c columns) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min, shown := fyne.Size{}, 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		min.Width += m.Width
		min.Height = fyne.Max(min.Height, m.Height)
		shown++
	}
	min.Width += c.gap * float32(max(shown-1, 0))
	return min
}

// cells is a layout that puts its children beside each other as columns does, and under each other where the
// width is less than below.
type cells struct {
	columns
	below float32
}

func (c cells) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if size.Width < c.below {
		stack{4}.Layout(objects, size)
		return
	}
	c.columns.Layout(objects, size)
}

// MinSize tells the height as it was last laid out.
func (c cells) MinSize(objects []fyne.CanvasObject) fyne.Size { return flow{}.MinSize(objects) }

// wideOnly is cells for the heads of columns: there are none where the cells stand under each other.
type wideOnly struct{ cells }

func (w wideOnly) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		if size.Width < w.below {
			o.Hide()
		} else {
			o.Show()
		}
	}
	w.cells.Layout(objects, size)
}

// frame is a layout of a top, a middle and perhaps a bottom. Top and bottom are as high as they want to be at
// the width there is, the middle takes the rest. The toolkit's Border asks for the height before it gives the
// width.
type frame struct{ gap float32 }

func (f frame) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, rest := float32(0), size.Height
	if objects[0].Visible() {
		top = settle(objects[0], size.Width) + f.gap
		objects[0].Move(fyne.Position{})
	}
	if len(objects) > 2 {
		h := settle(objects[2], size.Width)
		objects[2].Move(fyne.NewPos(0, size.Height-h))
		rest -= h + f.gap
	}
	objects[1].Move(fyne.NewPos(0, top))
	objects[1].Resize(fyne.NewSize(size.Width, fyne.Max(0, rest-top)))
}

// MinSize leaves the heights of top and bottom out: what they are shows only at the width there will be.
func (f frame) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(stack(f).MinSize(objects).Width, objects[1].MinSize().Height)
}

// share is a layout of two children: the first above, as high as it wants but no more than the given part of
// the whole; the second takes the rest. It is to be scrolled where there is less than it needs.
type share struct {
	part  float32
	least float32 // height of the second, with the gap
	gap   float32
	want  func(width float32) float32 // height the first child wants at that width
}

func (s share) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, rest := objects[0], objects[1]
	y := float32(0)
	if top.Visible() {
		h := fyne.Min(s.want(size.Width), fyne.Min(size.Height*s.part, size.Height-s.least))
		top.Move(fyne.Position{})
		top.Resize(fyne.NewSize(size.Width, h))
		y = h + s.gap
	}
	rest.Move(fyne.NewPos(0, y))
	rest.Resize(fyne.NewSize(size.Width, size.Height-y))
}

func (s share) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(480, s.least+200)
}

// snug is a layout that gives its child the width it asks for, or what there is of it.
type snug struct{}

func (snug) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		settle(o, fyne.Min(o.MinSize().Width, size.Width))
	}
}

func (snug) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(40, objects[0].MinSize().Height)
}

// fixed is a layout that gives its child one size, in the middle of the place it has.
type fixed struct{ size fyne.Size }

func (f fixed) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(f.size)
		o.Move(fyne.NewPos((size.Width-f.size.Width)/2, (size.Height-f.size.Height)/2))
	}
}

func (f fixed) MinSize([]fyne.CanvasObject) fyne.Size { return f.size }

// narrow is a layout that keeps its child in the middle and no wider than a readable measure.
type narrow struct{ most float32 }

func (n narrow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	w := fyne.Min(n.most, size.Width)
	for _, o := range objects {
		h := settle(o, w)
		o.Move(fyne.NewPos((size.Width-w)/2, fyne.Max(0, (size.Height-h)/2)))
	}
}

func (n narrow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min := fyne.Size{}
	for _, o := range objects {
		min = min.Max(o.MinSize())
	}
	return min
}

// flow is a layout that puts its children beside each other and goes on in a new line when the width
// is used up. It remembers the width, as its height follows from it.
type flow struct{ gap float32 }

func (f flow) place(objects []fyne.CanvasObject, width float32, each func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	x, y, high := float32(0), float32(0), float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, high = 0, y+high+f.gap, 0
		}
		each(o, fyne.NewPos(x, y), m)
		x += m.Width + f.gap
		high = fyne.Max(high, m.Height)
	}
	return y + high
}

func (f flow) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	f.place(objects, size.Width, func(o fyne.CanvasObject, at fyne.Position, m fyne.Size) {
		o.Move(at)
		o.Resize(m)
	})
}

// MinSize tells the height of the lines as they were last laid out.
func (f flow) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min := fyne.Size{}
	for _, o := range objects {
		if o.Visible() {
			m := o.MinSize()
			min.Width = fyne.Max(min.Width, m.Width)
			min.Height = fyne.Max(min.Height, o.Position().Y+m.Height)
		}
	}
	return min
}

// apart is a layout of one line: the first child at its left end, the others at its right end. Where they are
// too wide for one line it goes without the spare one, and where that is not enough it is flow.
type apart struct {
	flow
	spare fyne.CanvasObject // one of the children; nil: none
}

func (a apart) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width, high := -a.gap, float32(0)
	for _, o := range objects {
		if o.Visible() || o == a.spare {
			m := o.MinSize()
			width += m.Width + a.gap
			high = fyne.Max(high, m.Height)
		}
	}
	if a.spare != nil {
		a.spare.Show()
		if width > size.Width {
			a.spare.Hide()
			width -= a.spare.MinSize().Width + a.gap
		}
	}
	if width > size.Width {
		a.flow.Layout(objects, size)
		return
	}
	x := float32(0)
	for i, o := range objects {
		if i == 1 {
			x += size.Width - width
			if !objects[0].Visible() {
				x = size.Width - width
			}
		}
		if o.Visible() {
			m := o.MinSize()
			o.Move(fyne.NewPos(x, (high-m.Height)/2))
			o.Resize(m)
			x += m.Width + a.gap
		}
	}
}
