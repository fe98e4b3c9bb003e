# What the scripts of the cases share. A card is a veth pair: CARD and pCARD, the other end of its cable.

card() { for each; do ip link add "$each" type veth peer name "p$each" && ip link set "p$each" up; done; }

# shown COMMAND...: as a reader would paste it, the command and what it said
shown() { echo "# $*"; "$@"; }

# bond NAME WORD...: a new bond
bond() { name=$1; shift; shown ip link add "$name" type bond "$@"; }

# joins BOND CARD...: cards become members
joins() { to=$1; shift; for each; do ip link set "$each" down; ip link set "$each" master "$to"; done; }

# option NAME VALUE: a write to the file of bond0, by the shell that people have
option() { echo "# echo $2 > /sys/class/net/bond0/bonding/$1"; bash -c "echo '$2' > /sys/class/net/bond0/bonding/$1"; }

# partner NAME CARD...: a switch that speaks LACP with these cards; it is reached through macvlans, so that a card keeps its carrier
partner() {
  switch=$1; shift
  ip link add "$switch" type bond mode 802.3ad miimon 50 lacp_rate fast
  for each; do
    ip link add link "p$each" name "mp$each" type macvlan mode passthru
    ip link set "mp$each" master "$switch"
  done
  ip link set "$switch" up
}

# waits PATTERN FILE SECONDS: until the file holds the pattern
waits() { left=$(($3 * 5)); until grep -qsE "$1" "$2" || [ $left -le 0 ]; do sleep 0.2; left=$((left - 1)); done; }

state() { shown cat /proc/net/bonding/bond0; }

# lan SWITCH CARD...: a plain switch with these cards, and 192.0.2.1 behind it
lan() {
  switch=$1; shift
  ip link add "$switch" type bridge stp_state 0 mcast_snooping 0
  for each; do ip link set "p$each" master "$switch"; done
  ip netns add far
  ip link add far0 type veth peer name pfar
  ip link set pfar master "$switch"
  ip link set far0 netns far
  ip -n far address add 192.0.2.1/24 dev far0
  ip -n far link set far0 up
  ip link set pfar up
  ip link set "$switch" up
}

trap 'ip netns delete far 2>/dev/null' EXIT
