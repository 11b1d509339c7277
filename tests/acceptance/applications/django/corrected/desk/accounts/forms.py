"""What people fill in about themselves."""

from django import forms

from .models import Profile


class LoginForm(forms.Form):
    username = forms.CharField(max_length=150)
    password = forms.CharField(widget=forms.PasswordInput)
    next = forms.CharField(required=False, widget=forms.HiddenInput)


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Profile
        fields = ["department", "phone"]


class DirectoryForm(forms.Form):
    name = forms.CharField(max_length=80)
    department = forms.CharField(max_length=80, required=False)
