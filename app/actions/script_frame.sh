
# ---------------------------------------------------------------- what follows is the same in every script of Bondbook

PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH
LC_ALL=C
export PATH LC_ALL
umask 077

META=$KEPT/.bondbook # the script's own notes, beside the files that are kept
LIMIT=240            # seconds that the steps may take before they count as failed
ME=$0

usage() {
    cat <<'END_OF_TEXT'
Usage: sh FILE [--dry-run] [--yes] [--timeout SECONDS] [--within SECONDS] [--take-over] [--no-ping] [--force]
       sh FILE --confirm | --rollback | --status

Without an option: keeps the old files, writes the new ones, takes them into use, and verifies. When that fails,
or nobody confirms in time, the previous state comes back by itself, even if this session is gone by then.

  --dry-run   says what would be done, with the differences of the files; changes nothing
  --yes       does not ask before it begins
  --timeout   seconds to wait for --confirm once all is verified (120)
  --within    seconds in which the bond has to be up and its gateway has to answer (90)
  --take-over sets aside what other files say of the members; a rollback puts it back
  --no-ping   does not ask the gateways for an answer
  --force     goes on although a finding says error, or this seems to be another system

  --confirm   keeps the new state; best from a new session
  --rollback  puts the previous state back, also after a confirmation or a restart
  --status    says how it stands
END_OF_TEXT
}

# ---- words

say() { printf '%s\n' "$*"; }
warn() { printf 'warning: %s\n' "$*"; }
stop() {
    printf 'error: %s\n' "$*" >&2
    exit 2
}
refuse() {
    printf 'error: %s\n' "$*" >&2
    refused=$((refused + 1))
}
has() { command -v "$1" >/dev/null 2>&1; }
need() { has "$1" || refuse "$1 is not installed here. This script is for $TITLE."; }

state() { cat "$META/state" 2>/dev/null || echo none; }
put_state() { echo "$1" >"$META/state.new" && mv -f "$META/state.new" "$META/state"; }
boot() { cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown; }
older() { # the folders of earlier changes
    for each in "$KEPT".[0-9]*; do
        [ ! -d "$each" ] || printf '%s ' "$each"
    done
}

# Whether the process that watches over the change is there.
alive() {
    read -r watcher since 2>/dev/null <"$META/watcher" || return 1
    [ "$since" = "$(boot)" ] && kill -0 "$watcher" 2>/dev/null
}

# ---- files

strip_own() { # what an earlier run added to a shared file is left out
    awk -v from="# bondbook $BOND: begin" -v to="# bondbook $BOND: end" '
        $0 == from { own = 1; next }
        own && $0 == to { own = 0; next }
        !own'
}

without_members() { # interfaces(5) with the stanzas of the members as comments
    awk -v members="$MEMBERS" '
        BEGIN { count = split(members, list, " "); for (i = 1; i <= count; i++) member[list[i]] = 1 }
        /^[ \t]*#/ { print; next }
        $1 == "iface" { inside = ($2 in member) }
        $1 == "auto" || $1 ~ /^allow-/ {
            inside = 0; kept = $1; gone = ""
            for (i = 2; i <= NF; i++) if ($i in member) gone = gone " " $i; else kept = kept " " $i
            if (gone == "") { print; next }
            print "# bondbook " $1 gone
            if (kept != $1) print kept
            next
        }
        $1 == "mapping" || $1 == "rename" || $1 == "template" || $1 ~ /^(source|no-)/ { inside = 0 }
        inside && NF { print "# bondbook " $0; next }
        { print }'
}

present() { # the file $1 as it is when the others have been set aside
    if [ ! -f "$1" ]; then
        :
    elif [ "$OTHERS" = stanzas ] && [ -n "$take" ]; then
        strip_own <"$1" | without_members
    else
        strip_own <"$1"
    fi
}

# Whether a file holds these lines in one piece.
contains() {
    awk '
        NR == FNR { want[++count] = $0; next }
        { line[++total] = $0 }
        END {
            for (start = 1; start + count - 1 <= total; start++) {
                for (i = 1; i <= count && line[start + i - 1] == want[i]; i++);
                if (i > count) exit 0
            }
            exit 1
        }' "$2" "$1"
}

build() { # the new text of file number $1 into the file $2; $3 is a scratch file
    about "$1"
    if [ "$kind" = whole ]; then
        text "$1" >"$2"
        return
    fi
    present "$path" >"$2" || return 1
    text "$1" >"$3"
    contains "$2" "$3" && return
    if [ "$kind" = lines ]; then # each line stands for itself: only those that are missing
        missing=$(while IFS= read -r line; do grep -qxF -e "$line" "$2" || printf '%s\n' "$line"; done <"$3")
        [ -n "$missing" ] || return 0
        printf '%s\n' "$missing" >"$3"
    fi
    [ ! -s "$2" ] || [ -z "$(tail -c 1 "$2")" ] || echo >>"$2"
    { echo "# bondbook $BOND: begin" && cat "$3" && echo "# bondbook $BOND: end"; } >>"$2"
}

put() { # the text of the file $1 into the path $2, with the permissions $3; those it has stay when $3 is empty
    (umask 022 && mkdir -p "${2%/*}") && cat "$1" >"$2" || return 1
    [ -z "$3" ] || chmod "$3" "$2" || return 1
    if has restorecon; then restorecon "$2" >/dev/null 2>&1; fi
    return 0
}

write_files() {
    mkdir "$META/new" || return 1
    if [ -n "$take" ]; then
        number=0
        while IFS= read -r file; do
            number=$((number + 1))
            if [ "$OTHERS" = stanzas ]; then
                strip_own <"$file" | without_members >"$META/new/other" && put "$META/new/other" "$file" '' || return 1
                say "The members' stanzas in $file are comments now."
            else
                rm -f "$file" || return 1
                say "$file is set aside."
                case $file in *cloud-init*) warn "cloud-init writes it again at the next start, unless its network configuration is switched off." ;; esac
            fi
        done <"$META/others"
    fi
    number=1
    while [ "$number" -le "$FILES" ]; do
        build "$number" "$META/new/$number" "$META/new/lines" || return 1
        about "$number"
        [ "$kind" = whole ] || [ ! -e "$path" ] || permissions=
        put "$META/new/$number" "$path" "$permissions" || return 1
        say "$path is written."
        number=$((number + 1))
    done
}

# The files that say something of the members, less our own, one a line.
in_the_way() {
    others | sort -u | while IFS= read -r file; do
        [ -f "$file" ] || continue
        number=1 ours=
        while [ "$number" -le "$FILES" ]; do
            about "$number"
            if [ "$path" = "$file" ] && [ "$kind" = whole ]; then ours=yes; fi
            number=$((number + 1))
        done
        [ -z "$ours" ] || continue
        if [ "$OTHERS" = stanzas ] && [ "$(strip_own <"$file" | cksum)" = "$(strip_own <"$file" | without_members | cksum)" ]; then continue; fi
        printf '%s\n' "$file"
    done
}

# ---- the previous state

keep() {
    keep_files || return 1
    chmod 700 "$KEPT" && mkdir "$META" "$META/old" && put_state keeping || return 1
    number=1
    while [ "$number" -le "$FILES" ]; do
        about "$number"
        if [ -e "$path" ]; then cp -a "$path" "$META/old/$number" || return 1; else : >"$META/old/$number.absent" || return 1; fi
        number=$((number + 1))
    done
    in_the_way >"$META/others" || return 1
    number=0
    while IFS= read -r file; do
        number=$((number + 1))
        cp -a "$file" "$META/old/other-$number" || return 1
    done <"$META/others"
    keep_links
    cat "$ME" >"$META/script.sh" || return 1
    echo "$timeout $within $ping" >"$META/settings" || return 1
    date >"$META/date"
    : >"$META/log"
}

keep_links() { # addresses and routes that the kernel has now
    for dev in $MEMBERS $INTERFACES; do
        [ -d "/sys/class/net/$dev" ] || continue
        echo "$dev" >>"$META/links"
        ip link show dev "$dev" 2>/dev/null | grep -q '[<,]UP[,>]' && echo "$dev" >>"$META/up"
        ip -o address show dev "$dev" scope global 2>/dev/null |
            awk -v dev="$dev" '$3 == "inet" || ($3 == "inet6" && !/ dynamic/) { print dev, $4 }' >>"$META/addresses"
        for family in 4 6; do
            ip "-$family" route show dev "$dev" 2>/dev/null |
                sed -e '/^[[:space:]]/d' -e '/proto kernel/d' -e '/proto ra/d' -e '/^f[ef][0-9a-f]*:/d' -e 's/ linkdown//' -e 's/ dead//' \
                    -e "s/^/$family $dev /" >>"$META/routes"
        done
    done
    touch "$META/links" "$META/up" "$META/addresses" "$META/routes"
}

put_back() { # the files of the script and those set aside, as they were
    say "The files are put back."
    number=1
    while [ "$number" -le "$FILES" ]; do
        about "$number"
        if [ -e "$META/old/$number.absent" ]; then
            rm -f "$path"
        elif [ -e "$META/old/$number" ]; then
            /bin/cp -af "$META/old/$number" "$path"
        fi
        number=$((number + 1))
    done
    number=0
    while IFS= read -r file; do
        number=$((number + 1))
        /bin/cp -af "$META/old/other-$number" "$file"
    done <"$META/others"
}

sweep() { # what was not there before, where the tool does not know it: ifdown passes over a bond whose ifup failed half-way
    for dev in $INTERFACES; do
        if [ -d "/sys/class/net/$dev" ] && ! grep -qxF -e "$dev" "$META/links"; then
            say "$dev was left over; it is taken away."
            ip link delete dev "$dev" 2>/dev/null || echo "-$dev" >/sys/class/net/bonding_masters
        fi
    done
}

abandon() { # before anything was taken into use
    trap '' HUP INT TERM
    put_back
    (umask 022 && prepare) >/dev/null 2>&1 # the tool reads the old files again
    rm -rf "$KEPT"
    [ -z "$retired" ] || mv "$retired" "$KEPT"
    say "Nothing was taken into use; all files are as before."
}

there() { ip -o address show dev "$1" 2>/dev/null | grep -qF " $2 "; }

not_back() {
    while read -r dev address; do
        there "$dev" "$address" || echo "$dev $address"
    done <"$META/addresses"
}

as_before() { # what the system's own tool does not bring back is set by hand
    waited=0
    while [ "$waited" -lt "$GRACE" ] && [ -n "$(not_back)" ]; do
        sleep 1
        waited=$((waited + 1))
    done
    while read -r dev; do ip link set dev "$dev" up 2>/dev/null; done <"$META/up"
    not_back >"$META/missing"
    while read -r dev address; do
        say "$dev did not get $address back by itself; it is set by hand."
        ip address add "$address" dev "$dev" 2>&1
    done <"$META/missing"
    set -f # the words of a route stay words
    while read -r family dev target rest; do
        ip "-$family" route show dev "$dev" 2>/dev/null | awk -v target="$target" '$1 == target { found = 1 } END { exit !found }' && continue
        # shellcheck disable=SC2086
        ip "-$family" route add "$target" $rest dev "$dev" 2>/dev/null && say "The route to $target is set by hand."
    done <"$META/routes"
    set +f
    if [ -n "$(not_back)" ]; then
        say "NOT BACK: $(not_back | tr '\n' ' ')"
    fi
    announce
}

announce() { # neighbours still send to the hardware address that the bond had; a word from us tells them better
    ping=yes
    if has arping; then
        while read -r dev address; do
            case $address in *:*) ;; *) arping -c 1 -w 1 -U -I "$dev" "${address%/*}" >/dev/null 2>&1 ;; esac
        done <"$META/addresses"
    fi
    while read -r _ dev _ word gateway _; do
        [ "$word" = via ] || continue
        if answers "$dev" "$gateway"; then say "The gateway $gateway answers on $dev."; else say "The gateway $gateway does not answer on $dev."; fi
    done <"$META/routes"
}

# ---- verifying: each says in `missing` what it waits for

mode_is() {
    missing="$BOND is not in mode $1"
    read -r got _ 2>/dev/null <"/sys/class/net/$BOND/bonding/mode" && [ "$got" = "$1" ]
}
joined() {
    missing="$1 is not a member of $BOND"
    case " $(cat "/sys/class/net/$BOND/bonding/slaves" 2>/dev/null) " in *" $1 "*) ;; *) return 1 ;; esac
}
carrier() {
    missing="$1 has no carrier"
    [ "$(cat "/sys/class/net/$1/carrier" 2>/dev/null)" = 1 ]
}
addressed() {
    missing="$1 does not have the address $2"
    there "$1" "$2"
}
addressed_somewhere() {
    missing="no interface has the address $1"
    ip -o address show 2>/dev/null | grep -qF " $1 "
}
leased() {
    missing="$1 has no IPv4 address from a DHCP server"
    ip -o address show dev "$1" 2>/dev/null | grep -qF " inet "
}
answers() {
    [ "$ping" = yes ] || return 0
    missing="the gateway $2 does not answer on $1"
    case $2 in
    *:*) if has ping6; then ping6 -c 1 -w 2 -I "$1" "$2" >/dev/null 2>&1; else ping -6 -c 1 -w 2 -I "$1" "$2" >/dev/null 2>&1; fi ;;
    *) ping -c 1 -w 2 -I "$1" "$2" >/dev/null 2>&1 ;;
    esac || {
        waited=$((waited + 2)) # ping took its time
        return 1
    }
}

verify() { # until all is as asked, at most $within seconds
    waited=0
    until all_is_well; do
        [ ! -e "$META/abort" ] || missing="it was called off"
        if [ "$waited" -ge "$within" ] || [ -e "$META/abort" ]; then
            say "Not verified: $missing."
            return 1
        fi
        sleep 1
        waited=$((waited + 1))
    done
    say "Verified: $VERIFIED."
}

# ---- the watcher: a process of its own, which outlives the session

bounded() { # a part of this script, killed with all that it started when it takes too long
    rm -f "$META/ended"
    if has setsid; then
        setsid sh "$META/script.sh" --internal "$1" </dev/null &
    else
        sh "$META/script.sh" --internal "$1" </dev/null &
    fi
    child=$!
    waited=0
    while [ ! -s "$META/ended" ]; do
        kill -0 "$child" 2>/dev/null || sleep 1
        if [ "$waited" -ge "$LIMIT" ] || { [ "$1" = steps ] && [ -e "$META/abort" ]; }; then
            say "The steps did not come to an end; they are stopped."
            kill -TERM "-$child" 2>/dev/null || kill -TERM "$child" 2>/dev/null
            sleep 2
            kill -KILL "-$child" 2>/dev/null || kill -KILL "$child" 2>/dev/null
            return 1
        fi
        [ -s "$META/ended" ] || sleep 1
        waited=$((waited + 1))
    done
    read -r status <"$META/ended"
    return "$status"
}

undo() {
    put_state "rolling back"
    say "Rolling back."
    mkdir -p "$META/undone" && keep_again
    bounded undo-steps
    as_before
    put_state "rolled back"
    say "Rolled back. What was there until now is kept in $META/undone."
}

decide() { mkdir "$META/decision" 2>/dev/null; } # only one of confirming and rolling back can happen

watch() {
    put_state applying
    if bounded steps && verify; then
        put_state waiting
        say "Keep it with --confirm from a new session within $timeout seconds, or it is rolled back."
        waited=0
        while [ "$waited" -lt "$timeout" ] && [ ! -e "$META/abort" ]; do
            [ ! -d "$META/decision" ] || exit 0
            sleep 1
            waited=$((waited + 1))
        done
        decide || exit 0
        [ -e "$META/abort" ] || say "Nobody confirmed within $timeout seconds."
    else
        decide || exit 0
    fi
    undo
}

internal() {
    umask 022 # the tools write files of their own, such as resolv.conf
    case $1 in
    steps | undo-steps)
        if [ "$1" = steps ]; then apply_steps; else undo_steps; fi
        echo "$?" >"$META/ended"
        ;;
    watch | undo)
        mkdir "$META/claim" 2>/dev/null || exit 0 # another one was quicker
        echo "$$ $(boot)" >"$META/watcher"
        read -r timeout within ping <"$META/settings"
        "$1"
        ;;
    esac
}

detach() { # starts the watcher where the end of this session does not reach it
    rm -rf "$META/claim" "$META/watcher" "$META/abort"
    script=$META/script.sh
    if [ -d /run/systemd/system ] && has systemd-run && has setsid; then
        setsid systemd-run --scope --unit="bondbook-$BOND-$$" sh "$script" --internal "$1" </dev/null >>"$META/log" 2>&1 &
        started && return
    fi
    if has setsid; then
        setsid sh "$script" --internal "$1" </dev/null >>"$META/log" 2>&1 &
        started && return
    fi
    if has nohup; then
        nohup sh "$script" --internal "$1" </dev/null >>"$META/log" 2>&1 &
    else
        (trap '' HUP && exec sh "$script" --internal "$1") </dev/null >>"$META/log" 2>&1 &
    fi
    started && return
    ! mkdir "$META/claim" 2>/dev/null # from now on none can begin; if one has begun, all is well
}

started() {
    waited=0
    while [ ! -s "$META/watcher" ]; do
        [ "$waited" -lt 5 ] || return 1
        sleep 1
        waited=$((waited + 1))
    done
}

follow() { # shows the log from line $1 on, until the state is one of $2
    shown=$1 quiet=0
    while :; do
        now=$(state)
        total=$(wc -l <"$META/log")
        if [ "$total" -gt "$shown" ]; then
            sed -n "$((shown + 1)),${total}p" "$META/log"
            shown=$total
        fi
        case ",$2," in *",$now,"*)
            say "The state is: $now. The log is $META/log."
            return
            ;;
        esac
        if alive; then quiet=0; else quiet=$((quiet + 1)); fi
        if [ "$quiet" -ge 5 ]; then
            say "The watching process is gone."
            [ "$now" = "rolling back" ] || put_state "rolling back"
            detach undo || stop "It can't be started again. Roll back by hand; the old files are in $KEPT."
            quiet=0
        fi
        sleep 1
    done
}

# ---- before

told() { # what /etc/os-release says of $1
    sed -n "s/^$1=//p" /etc/os-release | tr -d "\"'"
}

check_target() {
    if [ ! -r /etc/os-release ]; then
        warn "There is no /etc/os-release, so nothing tells whether this is $RELEASE."
        return
    fi
    here="$(told ID) $(told ID_LIKE)" number=$(told VERSION_ID) name=$(told PRETTY_NAME)
    for each in $SYSTEMS; do
        case " $here " in *" $each "*)
            case $number in
            '' | "$VERSION" | "$VERSION".*) ;;
            *) [ -z "$VERSION" ] || warn "This is $name; the script was made for $RELEASE." ;;
            esac
            return
            ;;
        esac
    done
    if [ -n "$force" ]; then
        warn "This is $name; the script was made for $RELEASE."
    else
        refuse "This is $name; the script was made for $RELEASE. --force goes on all the same."
    fi
}

cards() { # the interfaces that are here
    for dev in /sys/class/net/*; do
        [ ! -d "$dev" ] || [ "$dev" = /sys/class/net/lo ] || printf '%s ' "${dev##*/}"
    done
}

check() {
    refused=0
    if [ "$(id -u)" != 0 ]; then
        if [ -n "$dry" ]; then warn "Without root not all files can be read."; else stop "Only root may do this. Take sudo or su."; fi
    fi
    findings
    if [ "$ERRORS" -gt 0 ] && [ -z "$force" ]; then refuse "A finding says error: it would not work. Mend it, or say --force."; fi
    check_target
    needs
    for each in $MEMBERS; do
        if [ ! -d "/sys/class/net/$each" ]; then
            refuse "$each does not exist here. There are: $(cards)"
        fi
    done
    by_hand
    if [ "$FILES_TELL" != yes ]; then # only the kernel knows what is there, and it is gone with what is taken away
        for each in $INTERFACES; do
            [ ! -d "/sys/class/net/$each" ] || refuse "$each is there already. Take it away first: the script could not put it back."
        done
        for each in $MEMBERS; do
            [ ! -e "/sys/class/net/$each/master" ] || refuse "$each is in a bond or bridge already. Take it out first: the script could not put it back."
        done
    fi
    files=$(in_the_way)
    if [ -n "$files" ] && [ -z "$take" ]; then
        refuse "These files say something of a member, and would stay in force:" "
$files
Say --take-over: $TAKES. A rollback puts it back."
    fi
    if [ -d "/sys/class/net/$BOND/bonding" ] && ! mode_is "$MODE"; then
        warn "$BOND is there already, in another mode. Where its tool can't change that, verifying fails and everything goes back."
    fi
}

check_earlier() {
    [ -e "$KEPT" ] || return 0
    [ -d "$META" ] || stop "$KEPT holds the state before a change that was begun by hand. Go back to it first; or, if that change is to stay, move the folder away: mv $KEPT $KEPT.0"
    case $(state) in
    confirmed | "rolled back") ;;
    *)
        if alive; then
            stop "A change of $BOND is under way or waits to be confirmed. Take --confirm or --rollback first."
        fi
        stop "A change of $BOND was begun $(cat "$META/date" 2>/dev/null) and neither confirmed nor rolled back. Take --confirm or --rollback first."
        ;;
    esac
}

preview() {
    scratch=$(mktemp -d) || stop "There is no room for temporary files."
    trap 'rm -rf "$scratch"' EXIT
    say "What would be done:"
    if [ -n "$take" ]; then
        in_the_way | while IFS= read -r file; do
            if [ "$OTHERS" = stanzas ]; then
                strip_own <"$file" | without_members >"$scratch/other"
                differ "$file" "$scratch/other" "$file"
            else
                say "--- $file is set aside"
            fi
        done
    fi
    number=1
    while [ "$number" -le "$FILES" ]; do
        build "$number" "$scratch/new" "$scratch/lines"
        about "$number"
        if [ "$kind" = whole ]; then say "--- $path (mode $permissions)"; else say "--- $path (the rest of it stays)"; fi
        differ "$path" "$scratch/new" "$path"
        number=$((number + 1))
    done
    plan
    say "Nothing was changed."
}

differ() {
    if [ ! -e "$1" ]; then
        sed 's/^/+/' "$2"
    elif cmp -s "$1" "$2"; then
        say "$3 stays as it is."
    elif has diff; then
        diff -u -L "$3" -L "$3 (new)" "$1" "$2"
    else
        cat "$2"
    fi
}

# ---- the verbs

run() {
    if [ -n "$dry" ]; then
        check
        preview
        [ "$refused" -eq 0 ] || exit 2
        exit 0
    fi
    check
    check_earlier
    [ "$refused" -eq 0 ] || stop "Nothing was changed."
    if [ -z "$yes" ]; then
        [ -t 0 ] || stop "There is nobody to ask. Say --yes to go on without asking."
        printf 'Change the network of this machine now? [y/N] '
        read -r answer
        case $answer in y | Y | yes) ;; *) stop "Nothing was changed." ;; esac
    fi
    retired=
    if [ -e "$KEPT" ]; then
        number=1
        while [ -e "$KEPT.$number" ]; do number=$((number + 1)); done
        retired=$KEPT.$number
        mv "$KEPT" "$retired" || stop "$KEPT can't be moved."
    fi
    if ! keep; then
        rm -rf "$KEPT"
        [ -z "$retired" ] || mv "$retired" "$KEPT"
        stop "The old files could not be kept. Nothing was changed."
    fi
    trap 'abandon; exit 1' HUP INT TERM
    say "The old files are kept in $KEPT."
    if ! write_files || ! (umask 022 && prepare); then
        abandon
        exit 1
    fi
    trap - HUP INT TERM
    detach watch || {
        abandon
        exit 1
    }
    follow 0 "waiting,confirmed,rolled back"
    [ "$(state)" != "rolled back" ] || exit 1
    say "Now, best from a new session: sh $ME --confirm"
}

confirm() {
    case $(state) in
    waiting) ;;
    confirmed) say "It is confirmed already." && exit 0 ;;
    none) stop "There is nothing to confirm." ;;
    "rolled back" | "rolling back") stop "Too late: it is $(state)." ;;
    *)
        alive && stop "It is not verified yet. Look again in a moment."
        [ -n "$force" ] || stop "It was interrupted before it was verified. Look yourself; then --rollback, or --confirm --force."
        ;;
    esac
    decide || stop "Too late: it is being rolled back."
    put_state confirmed
    say "Confirmed. $KEPT holds the state before; --rollback goes back to it."
}

rollback() {
    case $(state) in
    none) stop "There is nothing to roll back: $META is not there." ;;
    "rolled back")
        say "It is rolled back already. Earlier states: $(older)"
        say "To go further back: mv $KEPT $KEPT.done; mv $KEPT.NUMBER $KEPT; and --rollback again."
        exit 0
        ;;
    esac
    shown=$(wc -l <"$META/log")
    : >"$META/abort"
    case $(state) in applying | waiting | "rolling back") alive ;; *) false ;; esac || {
        put_state "rolling back"
        detach undo || stop "The rollback can't be started. Go back by hand; the old files are in $KEPT."
    }
    follow "$shown" "rolled back"
    exit 0
}

find_myself() {
    case $ME in
    /*) ;;
    *) ME=$PWD/$ME ;;
    esac
    if [ ! -f "$ME" ] || ! grep -q '^# Written by Bondbook' "$ME"; then stop "Save this script in a file and run it as: sh FILE"; fi
}

verb=run dry='' yes='' force='' take='' ping=yes timeout=120 within=90
if [ "${1:-}" = --internal ]; then
    internal "$2"
    exit 0
fi
given="$*"
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) dry=yes ;;
    --yes | -y) yes=yes ;;
    --force) force=yes ;;
    --take-over) take=yes ;;
    --no-ping) ping=no ;;
    --timeout=* | --within=*)
        option=${1%%=*} value=${1#*=}
        shift
        set -- "$option" "$value" "$@"
        continue
        ;;
    --timeout | --within)
        [ $# -ge 2 ] || stop "$1 needs a number of seconds."
        case $2 in '' | *[!0-9]* | 0* | ??????*) stop "$1 takes a number of seconds from 1 to 99999, not $2." ;; esac
        if [ "$1" = --timeout ]; then timeout=$2; else within=$2; fi
        shift
        ;;
    --confirm | --rollback | --status)
        [ "$verb" = run ] || stop "Take one of --confirm, --rollback and --status."
        verb=${1#--}
        ;;
    -h | --help)
        usage
        exit 0
        ;;
    *)
        usage >&2
        stop "$1 is not an option."
        ;;
    esac
    shift
done
find_myself
case $verb in
run) run ;;
status) say "$BOND: $(state). Earlier states: $(older)" ;;
*)
    [ "$(id -u)" = 0 ] || stop "Only root may do this. Take sudo or su."
    # the script that made the change knows best how to take it back
    # shellcheck disable=SC2086
    if [ -f "$META/script.sh" ] && [ "$ME" != "$META/script.sh" ]; then exec sh "$META/script.sh" $given; fi
    "$verb"
    ;;
esac
