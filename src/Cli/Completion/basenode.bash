# Completion of basenode for bash: basenode completion bash > /etc/bash_completion.d/basenode
_basenode() {
    local line=${COMP_LINE:0:COMP_POINT} candidate
    # The program may have been typed with a path, which the program itself does not know.
    line="basenode ${line#* }"
    COMPREPLY=()
    while IFS= read -r candidate; do
        [[ $candidate == "$2"* ]] && COMPREPLY+=("$candidate")
    done < <("$1" "[suggest:${#line}]" "$line" 2>/dev/null)
}
# Where basenode has nothing to suggest, such as after --etc, files are.
complete -o default -F _basenode basenode
