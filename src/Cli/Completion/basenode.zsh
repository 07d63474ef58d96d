#compdef basenode
# Completion of basenode for zsh: basenode completion zsh > "${fpath[1]}/_basenode"
_basenode() {
    local line="basenode ${(j: :)words[2,CURRENT]}"
    local -a candidates
    candidates=(${(f)"$(${words[1]} "[suggest:${#line}]" "$line" 2>/dev/null)"})
    if (( ${#candidates} )); then
        compadd -a candidates
    else
        # Where basenode has nothing to suggest, such as after --etc, files are.
        _files
    fi
}
if [[ ${funcstack[1]} == _basenode ]]; then
    _basenode "$@"
else
    compdef _basenode basenode
fi
