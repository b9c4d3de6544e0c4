"""Mobile phones for tests of the `bluetooth` driver, and of programs that use it: no adapter, no root rights, no system bus.

`phone.Phone` is a phone as a hands-free kit sees it, `bluez.Bluez` takes the place of BlueZ, `rig.Rig` puts them on a bus of
their own, with the real `ofonod` where it is wanted.
"""
