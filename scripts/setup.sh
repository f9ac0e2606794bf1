#!/bin/sh
# Makes this machine ready: system packages that are missing, the Python environment .venv, translations.
#   scripts/setup.sh          what running needs
#   scripts/setup.sh tests    and what the tests need
# Says what it is about to install and asks first on a terminal. Running it again costs next to nothing.
set -eu
cd "$(dirname "$0")/.."
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1
for_tests=$([ "${1:-}" = tests ] && echo yes || echo no)

# --- what is missing ------------------------------------------------------------------------

find_python() {
    for python in python3 python3.12 python3.11 python3.13; do
        "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null || continue
        command -v "$python"
        return
    done
}

has_library() { /sbin/ldconfig -p 2>/dev/null | grep -q "$1"; }

has_chinese_font() {
    if command -v fc-list >/dev/null; then
        fc-list :lang=zh-cn family | grep -q .
    else
        dpkg-query -W -f '${Status}' fonts-noto-cjk 2>/dev/null | grep -q ' installed'
    fi
}

# a browser from a snap cannot be driven: it does not see our files
has_browser() {
    for browser in "${CHROMIUM:-}" chromium-headless-shell chromium google-chrome google-chrome-stable; do
        path=$(command -v "${browser:-/none}") || continue
        case $(readlink -f "$path") in */snap*) continue ;; esac
        "$path" --version >/dev/null 2>&1 && return
    done
    return 1
}

has_driver_browser() { ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium* >/dev/null 2>&1; }

is_ubuntu() { grep -q '^ID=ubuntu' /etc/os-release 2>/dev/null; }

missing_packages() {
    python=$(find_python)
    if [ -z "$python" ]; then
        echo python3 python3-venv
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        # Debian keeps ensurepip of each Python in a package of its own
        case $python in */python3) echo python3-venv ;; *) echo "$(basename "$python")-venv" ;; esac
    fi
    has_library libpango-1.0.so.0 || echo libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    has_chinese_font || echo fonts-noto-cjk
    [ $for_tests = yes ] || return 0
    has_library libatomic.so.1 || echo libatomic1
    command -v pdftoppm >/dev/null || echo poppler-utils
    command -v msgfmt >/dev/null || echo gettext
    command -v caddy >/dev/null || echo caddy
    is_ubuntu || has_browser || has_driver_browser || echo chromium-headless-shell
}

# --- system packages ------------------------------------------------------------------------

install_packages() {
    packages=$(missing_packages | xargs)
    [ -n "$packages" ] || return 0
    install="apt-get install --yes --no-install-recommends $packages"
    echo "Jiefen needs these system packages · 解纷需要安装以下系统软件包："
    echo "    $packages"
    if ! command -v apt-get >/dev/null; then
        stop "This machine has no apt-get. Please install the equivalents of the above, then run again."
    fi
    if [ "$(id -u)" = 0 ]; then
        root=
    elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
        root="sudo "
    else
        stop "Please have an administrator run · 请管理员执行：" "    apt-get update && $install"
    fi
    if [ -t 0 ]; then
        printf 'Run "%s%s"? [Y/n] ' "$root" "$install"
        read -r answer
        case $answer in [nN]*) stop "Nothing was installed. To do it yourself · 未安装，可自行执行：" \
            "    ${root}apt-get update && $root$install" ;; esac
    fi
    ${root}apt-get update --quiet
    ${root}env DEBIAN_FRONTEND=noninteractive $install ||
        stop "That did not work. Please run · 安装未成功，请执行：" "    apt-get update && $install"
}

stop() {
    printf '%s\n' "$@" >&2
    exit 1
}

# --- Python packages ------------------------------------------------------------------------

install_python_packages() {
    lock=$1 stamp=.venv/installed-$1
    version=$(.venv/bin/python -c 'import sys; print(sys.version)' 2>/dev/null) || version=
    if [ -z "$version" ]; then
        echo "Making the environment .venv · 正在创建 .venv"
        "$(find_python)" -m venv --clear .venv
        version=$(.venv/bin/python -c 'import sys; print(sys.version)')
    fi
    wanted="$version $(sha256sum <"$lock")"
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    echo "Installing Python packages of $lock · 正在安装 Python 依赖（首次需要几分钟）"
    .venv/bin/python -m pip install --quiet --require-hashes --only-binary :all: -r "$lock"
    printf '%s\n' "$wanted" >"$stamp"
}

install_browser() {
    has_browser || has_driver_browser && return
    # Ubuntu has Chromium only as a snap: take the browser that belongs to the driver
    echo "Installing the driver's own Chromium · 正在安装测试用浏览器"
    .venv/bin/python -m playwright install --with-deps chromium ||
        stop "The tests need a browser: install google-chrome, or name one in CHROMIUM=…"
}

install_packages
install_python_packages requirements.lock
if [ $for_tests = yes ]; then
    install_python_packages requirements-test.lock
    install_browser
fi
