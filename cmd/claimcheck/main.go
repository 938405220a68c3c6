// Command claimcheck is the window: it says in one sentence why a SAML sign-in failed and who can mend
// it. Everything but the toolkit's start lives in package ui; claimcheck-cli gives the same diagnosis in
// a terminal.
package main

import (
	"os"
	"runtime/debug"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"claimcheck/assets"
	"claimcheck/ui"
)

func main() {
	os.Exit(ui.Run(os.Args[1:], os.Stderr, version(), func() fyne.App {
		a := app.NewWithID("org.claimcheck.claimcheck")
		a.SetIcon(fyne.NewStaticResource("claimcheck.svg", assets.Icon))
		return a
	}))
}

// version is what the build knows of itself.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
