# Completion of basenode for fish: basenode completion fish > ~/.config/fish/completions/basenode.fish
function __basenode_candidates
    set -l words (commandline --cut-at-cursor --tokenize)
    set -l line (string join -- ' ' basenode $words[2..-1] (commandline --cut-at-cursor --current-token))
    basenode "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
# Files as well: where basenode has nothing to suggest, such as after --etc, they are what is wanted.
complete --command basenode --arguments '(__basenode_candidates)'
