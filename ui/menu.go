package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
)

// menu is the main menu. Every shortcut of the program is here: the toolkit asks the menu before the
// widget with the focus, while a shortcut on the canvas dies in a text field.
func (w *window) menu() *fyne.MainMenu {
	item := func(words string, do func(), key fyne.KeyName, shift bool) *fyne.MenuItem {
		m := fyne.NewMenuItem(words, do)
		if key != "" {
			modifier := fyne.KeyModifierShortcutDefault
			if shift {
				modifier |= fyne.KeyModifierShift
			}
			m.Shortcut = &desktop.CustomShortcut{KeyName: key, Modifier: modifier}
		}
		return m
	}
	paste := item(lang.L("menu.paste"), w.paste, "", false)
	paste.Shortcut = &fyne.ShortcutPaste{}
	file := fyne.NewMenu(lang.L("menu.file"),
		paste,
		item(lang.L("menu.open"), w.open, fyne.KeyO, false),
		item(lang.L("menu.capture"), w.capture, fyne.KeyR, false),
		item(lang.L("menu.by-hand"), w.byHand, "", false),
		item(lang.L("menu.examples"), w.examples, fyne.KeyE, false),
		fyne.NewMenuItemSeparator(),
		item(lang.L("menu.copy-note"), w.copyNote, fyne.KeyC, true),
		item(lang.L("menu.clear"), w.clear, fyne.KeyN, false))

	setting := fyne.NewMenu(lang.L("menu.setting"),
		item(lang.L("menu.application"), w.application, fyne.KeyD, false),
		item(lang.L("menu.keys"), w.keys, fyne.KeyK, false))

	files := fyne.NewMenu(lang.L("menu.metadata"),
		item(lang.L("menu.check"), w.checkMetadata, fyne.KeyT, false),
		item(lang.L("menu.setup"), w.enterSetup, fyne.KeyU, false),
		item(lang.L("menu.import"), w.importMetadata, fyne.KeyI, false),
		item(lang.L("menu.library"), w.library, fyne.KeyM, false),
		fyne.NewMenuItemSeparator(),
		item(lang.L("menu.keep"), w.keepFile, fyne.KeyS, false),
		item(lang.L("menu.compare"), w.compareWith, fyne.KeyB, false),
		item(lang.L("menu.handoff"), w.handOff, fyne.KeyG, false),
		item(lang.L("menu.reminder"), w.saveReminder, "", false),
		item(lang.L("menu.time-bar"), w.saveTimeBar, "", false))

	tab := func(words string, index int, key fyne.KeyName) *fyne.MenuItem {
		return item(words, func() { w.openTab(index) }, key, false)
	}
	lookItem := func(words string, v variant) *fyne.MenuItem {
		m := item(words, func() { w.setLook(v) }, "", false)
		m.Checked = w.look == v || v == followSystem && w.look == ""
		return m
	}
	view := fyne.NewMenu(lang.L("menu.view"),
		tab(lang.L("tab.claims"), tabClaims, fyne.Key1),
		tab(lang.L("tab.checks"), tabChecks, fyne.Key2),
		tab(lang.L("tab.signature"), tabSignature, fyne.Key3),
		tab(lang.L("tab.flow"), tabFlow, fyne.Key4),
		tab(lang.L("tab.xml"), tabXML, fyne.Key5),
		tab(lang.L("tab.certificates"), tabCertificates, fyne.Key6),
		tab(lang.L("tab.plan"), tabPlan, fyne.Key7),
		tab(lang.L("tab.contents"), tabContents, fyne.Key8),
		tab(lang.L("tab.setup"), tabSetup, ""),
		fyne.NewMenuItemSeparator(),
		item(lang.L("menu.find"), w.find, fyne.KeyF, false),
		fyne.NewMenuItemSeparator(),
		item(lang.L("menu.zoom-in"), w.zoomFlow(func() { w.flow.zoom(1) }), fyne.KeyPlus, false),
		item(lang.L("menu.zoom-out"), w.zoomFlow(func() { w.flow.zoom(-1) }), fyne.KeyMinus, false),
		item(lang.L("menu.zoom-one"), w.zoomFlow(func() { w.flow.set(1) }), fyne.Key0, false),
		item(lang.L("menu.zoom-fit"), w.zoomFlow(w.flow.fit), fyne.Key9, false),
		fyne.NewMenuItemSeparator(),
		lookItem(lang.L("menu.system"), followSystem),
		lookItem(lang.L("menu.light"), light),
		lookItem(lang.L("menu.dark"), dark))

	help := fyne.NewMenu(lang.L("menu.help"), item(lang.L("menu.about"), func() {
		dialog.ShowInformation(lang.L("window.title"), lang.L("about.words", fill{"Version": w.version}), w.win)
	}, "", false))
	return fyne.NewMainMenu(file, files, setting, view, help)
}
