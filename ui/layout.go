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

// share is a layout of two children: the first above, as high as it wants but no more than the given
// part of the whole; the second takes the rest.
type share struct {
	part float32
	gap  float32
	want func(width float32) float32 // height the first child wants at that width
}

func (s share) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, rest := objects[0], objects[1]
	y := float32(0)
	if top.Visible() {
		h := fyne.Min(s.want(size.Width), size.Height*s.part)
		top.Move(fyne.Position{})
		top.Resize(fyne.NewSize(size.Width, h))
		y = h + s.gap
	}
	rest.Move(fyne.NewPos(0, y))
	rest.Resize(fyne.NewSize(size.Width, size.Height-y))
}

func (s share) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(320, 200)
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
