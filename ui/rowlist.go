package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// rowList is the toolkit's list for rows that cover their ground: they are told themselves when the keyboard is at
// them.
type rowList struct {
	widget.List
	focused bool
	at      int // the row that the keyboard is at, while the list has the focus
}

func newRowList(length func() int, create func() fyne.CanvasObject, update func(id int, o fyne.CanvasObject, lit bool)) *rowList {
	l := &rowList{}
	l.Length, l.CreateItem = length, create
	l.UpdateItem = func(id widget.ListItemID, o fyne.CanvasObject) { update(id, o, l.focused && id == l.at) }
	l.OnHighlighted = func(id widget.ListItemID) {
		former := l.at
		l.at = id
		l.RefreshItem(former)
		l.RefreshItem(id)
	}
	l.ExtendBaseWidget(l)
	return l
}

// FocusGained implements fyne.Focusable.
func (l *rowList) FocusGained() {
	l.focused = true
	l.List.FocusGained()
}

// FocusLost implements fyne.Focusable.
func (l *rowList) FocusLost() {
	l.focused = false
	l.List.FocusLost()
	l.RefreshItem(l.at)
}
