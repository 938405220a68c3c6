// Command empty is the yardstick of tools/bench-window: the least a Fyne window can be.
package main

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
	"fyne.io/fyne/v2/widget"
)

func main() {
	a := app.NewWithID("org.claimcheck.empty")
	w := a.NewWindow("empty")
	w.SetContent(widget.NewLabel("empty"))
	w.Resize(fyne.NewSize(1280, 800))
	w.ShowAndRun()
}
