package signature

import (
	"crypto"

	"claimcheck/decoder/tree"
)

// KeyValue reads a ds:KeyValue with an RSA or elliptic curve key (XMLDSig 1.1, 4.5.2). It gives nil for
// any other kind and for one that cannot be read.
func KeyValue(n *tree.Node) crypto.PublicKey {
	if c := n.Child(nsDsig, "RSAKeyValue"); c != nil {
		return rsaKeyValue(c)
	}
	if c := n.Child(nsDsig11, "ECKeyValue"); c != nil {
		return ecKeyValue(c)
	}
	return nil
}
